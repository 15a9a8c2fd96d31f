import { mkdir, mkdtemp, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { GateEvents, ReloadReport } from '../gate/gate.ts'
import type { GateRequest } from '../request.ts'
import { loadPolicy } from './compile-policy.ts'
import { type OpenedGate, openPolicy, type OpenPolicyOptions } from './open-policy.ts'
import { PolicyError } from './policy-error.ts'

let folder: string
let policy: string
const gates: OpenedGate[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidegate-'))
  policy = join(folder, 'site.policy')
})

afterEach(async () => {
  await Promise.all(gates.splice(0).map((gate) => gate.close()))
  await rm(folder, { recursive: true })
})

const write = (file: string, text: string): Promise<void> => writeFile(join(folder, file), text)

/** Saves as editors do: a new file takes the place of the old one. */
async function save(file: string, text: string): Promise<void> {
  await write(`${file}.new`, text)
  await rename(join(folder, `${file}.new`), join(folder, file))
}

async function open(options: OpenPolicyOptions = {}): Promise<OpenedGate> {
  const gate = await openPolicy(policy, { watch: true, compile: 'here', ...options })
  gates.push(gate)
  return gate
}

const request = (peer: string): GateRequest => ({ method: 'GET', target: '/', headers: [], peer })
const status = (gate: OpenedGate, peer: string): number => gate.decide(request(peer)).status

function next<E extends keyof GateEvents>(gate: OpenedGate, event: E): Promise<GateEvents[E]> {
  return new Promise((resolve) => {
    const off = gate.on(event, (payload) => {
      off()
      resolve(payload)
    })
  })
}

async function reloaded(gate: OpenedGate, edit: () => Promise<unknown>): Promise<ReloadReport> {
  const report = next(gate, 'reload')
  await edit()
  return report
}

describe('openPolicy', () => {
  it('enforces a policy with its includes, lists and robots.txt', async () => {
    await mkdir(join(folder, 'tenants'))
    await write('attackers.txt', '198.51.100.7 # known\n')
    await write('tenants/a.policy', 'block ip in 192.0.2.1')
    await write('robots.txt', '# restrict-ip: blocked_ip = 203.0.113.9\n')
    await write(
      'site.policy',
      'list bad = file "attackers.txt"\ninclude "tenants/a.policy"\nimport robots "robots.txt"\nblock ip in bad',
    )
    const gate = await open({ watch: false })
    expect(['198.51.100.7', '192.0.2.1', '203.0.113.9', '203.0.113.1'].map((ip) => status(gate, ip))).toEqual([
      403, 403, 403, 200,
    ])
    expect(gate.decide(request('203.0.113.9')).rule).toMatchObject({ file: 'robots.txt', line: 1 })
  })

  it('rejects, and shows every error, when the policy has errors', async () => {
    await write('site.policy', 'block ip in nowhere\nlist bad = file "missing.txt"\nblock ip in bad')
    const failure = await openPolicy(policy).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(PolicyError)
    expect((failure as PolicyError).message).toMatch(/site\.policy:1:13[^]*nowhere[^]*missing\.txt/)
    expect((failure as PolicyError).diagnostics.length).toBeGreaterThan(1)
  })

  it('rejects when the policy cannot be read', async () => {
    await expect(openPolicy(join(folder, 'nowhere', 'site.policy'))).rejects.toThrow(
      /cannot read the policy .*site\.policy/,
    )
    await expect(openPolicy(folder)).rejects.toThrow(PolicyError)
  })

  it('throws at once for options that nobody knows or can mean', () => {
    expect(() => openPolicy(policy, { wacth: true } as OpenPolicyOptions)).toThrow(/`wacth`; did you mean `watch`/)
    expect(() => openPolicy(policy, { trustProxy: true as unknown as string })).toThrow(/choose its own address/)
    expect(() => openPolicy(policy, { mode: 'watch' as 'observe' })).toThrow(/`mode`/)
  })

  it('reads no file outside its folder, unless the root is wider', async () => {
    await mkdir(join(folder, 'site'))
    await write('shared.txt', '198.51.100.7')
    await write('site/site.policy', 'list bad = file "../shared.txt"\nblock ip in bad')
    policy = join(folder, 'site', 'site.policy')
    await expect(openPolicy(policy)).rejects.toThrow(/lies outside the policy's folder/)
    const gate = await open({ watch: false, root: folder })
    expect(status(gate, '198.51.100.7')).toBe(403)
    expect(gate.decide(request('198.51.100.7')).rule?.file).toBe('site/site.policy')
  })

  it('writes lines for people when asked', async () => {
    await write('site.policy', 'block ip in 198.51.100.7 as "bad" log warn')
    const lines: string[] = []
    const gate = await open({ watch: false, onLogLine: (line) => lines.push(line) })
    gate.decide({ ...request('198.51.100.7'), headers: ['User-Agent', 'evil\r\nagent'] })
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(/^warn .*ip=198\.51\.100\.7 .*agent=evil\\r\\nagent/)
  })
})

describe('reload', () => {
  it('installs a good edit and keeps the counts of limits that stay', async () => {
    await write('site.policy', 'limit 2 per hour per ip as "all"')
    const gate = await open({ watch: false })
    expect(status(gate, '203.0.113.1')).toBe(200)
    await write('site.policy', 'limit 1 per hour per ip as "all"')
    expect(await gate.reload()).toMatchObject({ outcome: 'replaced', limitsKept: 1, limitsNew: 0 })
    expect(status(gate, '203.0.113.1')).toBe(429)
    expect(gate.plan.model.rules).toHaveLength(1)
    expect(await gate.reload()).toMatchObject({ outcome: 'unchanged' })
  })

  it('leaves the last good policy in force and says why', async () => {
    await write('site.policy', 'block ip in 198.51.100.7')
    const gate = await open({ watch: false })
    const failed = next(gate, 'reload-failed')
    await write('site.policy', 'block ip in nowhere')
    expect(await gate.reload()).toMatchObject({ outcome: 'refused', fingerprint: gate.plan.model.fingerprint })
    expect((await failed).message).toContain('site.policy:1:13')
    expect((await failed).diagnostics.length).toBe(1)
    expect(status(gate, '198.51.100.7')).toBe(403)
    await rm(policy)
    expect(await gate.reload()).toMatchObject({
      outcome: 'refused',
      message: expect.stringContaining('cannot read') as string,
    })
    expect(gate.stats()).toMatchObject({ failedReloads: 2 })
  })

  it('takes a file that an editor has emptied for one that is not yet written', async () => {
    await write('site.policy', 'block ip in 198.51.100.7')
    const gate = await open({ watch: false })
    await write('site.policy', ' \n')
    expect(await gate.reload()).toMatchObject({
      outcome: 'refused',
      message: expect.stringContaining('empty') as string,
    })
    expect(status(gate, '198.51.100.7')).toBe(403)
    await expect(openPolicy(policy)).rejects.toThrow('is empty')
    await write('site.policy', '# open on purpose\n')
    expect(await gate.reload()).toMatchObject({ outcome: 'replaced' })
    expect(status(gate, '198.51.100.7')).toBe(200)
  })

  it('compiles in a worker with the same result', async () => {
    await write('list.txt', '198.51.100.0/24')
    await write('site.policy', 'list bad = file "list.txt"\nblock ip in bad')
    const gate = await open({ watch: false, compile: 'worker' })
    const { fingerprint } = gate.plan.model
    expect(await gate.reload()).toMatchObject({ outcome: 'unchanged', fingerprint })
    expect(status(gate, '198.51.100.7')).toBe(403)
    await write('site.policy', 'block ip in nowhere')
    expect(await gate.reload()).toMatchObject({
      outcome: 'refused',
      message: expect.stringContaining('site.policy:1:13') as string,
    })
    await write('site.policy', 'block ip in 192.0.2.1')
    expect(await gate.reload()).toMatchObject({ outcome: 'replaced' })
    expect([status(gate, '198.51.100.7'), status(gate, '192.0.2.1')]).toEqual([200, 403])
  })

  it('is done once for calls that come together, after the one that runs', async () => {
    await write('site.policy', 'block ip in 198.51.100.7')
    const gate = await open({ watch: false })
    const [first, second, third] = [gate.reload(), gate.reload(), gate.reload()]
    expect(second).toBe(third)
    expect(first).not.toBe(second)
    await Promise.all([first, second])
    expect(gate.stats().reloads).toBe(2)
  })
})

describe('watching', () => {
  it.each([
    ['written in place', write],
    ['replaced by a rename', save],
  ])('has a file that is %s in force on the next request', async (_, change) => {
    await write('site.policy', 'block ip in 198.51.100.7')
    const gate = await open()
    await reloaded(gate, () => change('site.policy', 'block ip in 192.0.2.1'))
    expect([status(gate, '198.51.100.7'), status(gate, '192.0.2.1')]).toEqual([200, 403])
    await reloaded(gate, () => change('site.policy', 'block ip in 192.0.2.2'))
    expect([status(gate, '192.0.2.1'), status(gate, '192.0.2.2')]).toEqual([200, 403])
  })

  it('covers lists, includes, robots.txt, and files that an edit has brought', async () => {
    await mkdir(join(folder, 'lists'))
    await write('robots.txt', '# restrict-ip: blocked_ip = 192.0.2.1\n')
    await write('site.policy', 'import robots "robots.txt"')
    const gate = await open()
    await reloaded(gate, () => save('robots.txt', '# restrict-ip: blocked_ip = 192.0.2.2\n'))
    expect([status(gate, '192.0.2.1'), status(gate, '192.0.2.2')]).toEqual([200, 403])
    await write('lists/bad.txt', '192.0.2.3')
    await write('more.policy', 'list bad = file "lists/bad.txt"\nblock ip in bad')
    await reloaded(gate, () => save('site.policy', 'include "more.policy"'))
    expect(status(gate, '192.0.2.3')).toBe(403)
    await reloaded(gate, () => save('lists/bad.txt', '192.0.2.4'))
    expect([status(gate, '192.0.2.3'), status(gate, '192.0.2.4')]).toEqual([200, 403])
    await reloaded(gate, () => save('more.policy', 'block ip in 192.0.2.5'))
    expect([status(gate, '192.0.2.4'), status(gate, '192.0.2.5')]).toEqual([200, 403])
  })

  it('survives a broken edit, a policy that goes away, and a file that is missing until later', async () => {
    await write('site.policy', 'block ip in 198.51.100.7')
    const gate = await open()
    const broken = next(gate, 'reload-failed')
    await save('site.policy', 'list bad = file "late.txt"\nblock ip in bad')
    expect((await broken).message).toContain('late.txt')
    expect(status(gate, '198.51.100.7')).toBe(403)
    await reloaded(gate, () => write('late.txt', '192.0.2.1'))
    expect([status(gate, '198.51.100.7'), status(gate, '192.0.2.1')]).toEqual([200, 403])
    const gone = next(gate, 'reload-failed')
    await rm(policy)
    expect((await gone).message).toContain('cannot read the policy')
    expect(status(gate, '192.0.2.1')).toBe(403)
    await reloaded(gate, () => write('site.policy', 'block ip in 192.0.2.2'))
    expect([status(gate, '192.0.2.1'), status(gate, '192.0.2.2')]).toEqual([200, 403])
  })

  it('sees a link that points elsewhere, as containers are given their files', async () => {
    await mkdir(join(folder, 'v1'))
    await mkdir(join(folder, 'v2'))
    await write('v1/site.policy', 'block ip in 192.0.2.1')
    await write('v2/site.policy', 'block ip in 192.0.2.2')
    await symlink('v1', join(folder, '..data'))
    await symlink(join('..data', 'site.policy'), policy)
    const gate = await open()
    expect(status(gate, '192.0.2.1')).toBe(403)
    await reloaded(gate, async () => {
      await symlink('v2', join(folder, '..next'))
      await rename(join(folder, '..next'), join(folder, '..data'))
    })
    expect([status(gate, '192.0.2.1'), status(gate, '192.0.2.2')]).toEqual([200, 403])
  })

  it('notices without any event: a folder that another takes the place of, and a file that was a folder for a while', async () => {
    const site = join(folder, 'site')
    policy = join(site, 'site.policy')
    await mkdir(site)
    await write('site/site.policy', 'block ip in 198.51.100.7')
    const gate = await open({ watch: { lookMs: 100 } })
    const report = next(gate, 'reload')
    await mkdir(join(folder, 'next'))
    await write('next/site.policy', 'block ip in 198.51.100.8')
    await rename(site, join(folder, 'former'))
    await rename(join(folder, 'next'), site)
    expect(await report).toMatchObject({ outcome: 'replaced' })
    expect(status(gate, '198.51.100.8')).toBe(403)
    const failed = next(gate, 'reload-failed')
    await rm(policy)
    await mkdir(policy)
    await failed
    await reloaded(gate, async () => {
      await rm(policy, { recursive: true })
      await write('site/site.policy', 'block ip in 198.51.100.9')
    })
    expect(status(gate, '198.51.100.9')).toBe(403)
    // And events are received from the new folder.
    await reloaded(gate, async () => save('site/site.policy', 'block ip in 198.51.100.10'))
    expect(status(gate, '198.51.100.10')).toBe(403)
  })

  it('sees an edit whose time and size are those of the file before', async () => {
    await write('site.policy', 'block ip in 198.51.100.7')
    const { atime, mtime } = await stat(policy)
    await utimes(policy, atime, mtime)
    const gate = await open()
    await reloaded(gate, async () => {
      await write('site.policy', 'block ip in 198.51.100.8')
      await utimes(policy, atime, mtime)
    })
    expect(status(gate, '198.51.100.8')).toBe(403)
  })

  it('looks at intervals when told to, for file systems without events', async () => {
    await write('site.policy', 'block ip in 198.51.100.7')
    const gate = await open({ watch: { pollMs: 50 } })
    await reloaded(gate, () => save('site.policy', 'block ip in 192.0.2.1'))
    expect([status(gate, '198.51.100.7'), status(gate, '192.0.2.1')]).toEqual([200, 403])
  })

  it('ends when the gate is closed', async () => {
    await write('site.policy', 'block ip in 198.51.100.7')
    const gate = await open()
    await gate.close()
    await write('site.policy', 'block ip in 192.0.2.1')
    expect(await gate.reload()).toMatchObject({ outcome: 'refused' })
    expect(gate.stats().reloads).toBe(0)
  })
})

describe('loadPolicy', () => {
  it('gives model, plan, diagnostics and sources', async () => {
    await write('site.policy', 'list bad = 10.0.0.7\nblock ip in bad')
    const { model, plan, diagnostics, sources } = await loadPolicy(policy)
    expect(plan?.model).toBe(model)
    expect(sources.map(({ file }) => file)).toEqual(['site.policy'])
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  })

  it('has no plan when there are errors', async () => {
    await write('site.policy', 'block')
    const { model, plan, diagnostics } = await loadPolicy(policy)
    expect([model, plan]).toEqual([undefined, undefined])
    expect(diagnostics[0]?.severity).toBe('error')
  })
})
