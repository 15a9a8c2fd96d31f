import { mkdir, rm, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { usePolicyFolder } from './testing/policy-folder.ts'
import { loadPolicy } from './compile-policy.ts'
import { openPolicy } from './open-policy.ts'
import type { OpenPolicyOptions } from './open-policy-options.ts'
import { PolicyError } from './policy-error.ts'

const at = usePolicyFolder({ beforeEach, afterEach })
const { write, open, request, status, next } = at

describe('openPolicy', () => {
  it('enforces a policy with its includes, lists and robots.txt', async () => {
    await mkdir(join(at.folder, 'tenants'))
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

  it('counts the files of the policy in force with their modification times', async () => {
    await write('bad.txt', '198.51.100.7')
    await write('site.policy', 'list bad = file "bad.txt"\nblock ip in bad')
    await utimes(join(at.folder, 'bad.txt'), 1_700_000_000, 1_700_000_000)
    const gate = await open({ watch: false })
    const [policy, list] = gate.counts().files ?? []
    expect(policy).toMatchObject({ file: 'site.policy', role: 'policy' })
    expect(list).toEqual({ file: 'bad.txt', role: 'list', modifiedAtMs: 1_700_000_000_000 })
    expect(gate.counts().lists).toMatchObject([{ name: 'bad', ranges: 1 }])
    await write('bad.txt', 'nonsense')
    await gate.reload()
    expect(gate.counts().files?.[1]).toEqual(list)
    await write('bad.txt', '198.51.100.7\n192.0.2.1')
    await utimes(join(at.folder, 'bad.txt'), 1_700_000_060, 1_700_000_060)
    await gate.reload()
    expect(gate.counts().files?.[1]).toMatchObject({ modifiedAtMs: 1_700_000_060_000 })
    expect(gate.counts().lists).toMatchObject([{ name: 'bad', ranges: 2 }])
  })

  it('rejects with all errors of the policy', async () => {
    await write('site.policy', 'block ip in nowhere\nlist bad = file "missing.txt"\nblock ip in bad')
    const failure = await openPolicy(at.policy).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(PolicyError)
    expect((failure as PolicyError).message).toMatch(/site\.policy:1:13[^]*nowhere[^]*missing\.txt/)
    expect((failure as PolicyError).diagnostics.length).toBeGreaterThan(1)
  })

  it('rejects if the policy cannot be read', async () => {
    await expect(openPolicy(join(at.folder, 'nowhere', 'site.policy'))).rejects.toThrow(
      /cannot read the policy .*site\.policy/,
    )
    await expect(openPolicy(at.folder)).rejects.toThrow(PolicyError)
  })

  it('names it on one line, whatever its name contains', async () => {
    const name = join(at.folder, 'a\n::warning::b\u001b[31m.policy')
    await expect(openPolicy(name)).rejects.toThrow(/^cannot read the policy `[^\n]*a\\u\{a\}::warning::b\\u\{1b\}/)
  })

  it('throws synchronously for unknown and invalid options', () => {
    expect(() => openPolicy(at.policy, { wacth: true } as OpenPolicyOptions)).toThrow(/`wacth`; did you mean `watch`/)
    expect(() => openPolicy(at.policy, { trustProxy: true as unknown as string })).toThrow(/choose its own address/)
    expect(() => openPolicy(at.policy, { mode: 'watch' as 'observe' })).toThrow(/`mode`/)
  })

  it('reads no file outside its folder, unless `root` contains it', async () => {
    await mkdir(join(at.folder, 'site'))
    await write('shared.txt', '198.51.100.7')
    await write('site/site.policy', 'list bad = file "../shared.txt"\nblock ip in bad')
    at.policy = join(at.folder, 'site', 'site.policy')
    await expect(openPolicy(at.policy)).rejects.toThrow(/it is outside the policy's folder/)
    const gate = await open({ watch: false, root: at.folder })
    expect(status(gate, '198.51.100.7')).toBe(403)
    expect(gate.decide(request('198.51.100.7')).rule?.file).toBe('site/site.policy')
  })

  it('writes log lines as text if configured', async () => {
    await write('site.policy', 'block ip in 198.51.100.7 as "bad" log warn')
    const lines: string[] = []
    const gate = await open({ watch: false, onLogLine: (line) => lines.push(line) })
    gate.decide({ ...request('198.51.100.7'), headers: ['User-Agent', 'evil\r\nagent'] })
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(/^warn .*ip=198\.51\.100\.7 .*agent=evil\\r\\nagent/)
  })
})

describe('reload', () => {
  it('installs a valid edit and keeps the counts of limits that stay', async () => {
    await write('site.policy', 'limit 2 per hour per ip as "all"')
    const gate = await open({ watch: false })
    expect(status(gate, '203.0.113.1')).toBe(200)
    await write('site.policy', 'limit 1 per hour per ip as "all"')
    expect(await gate.reload()).toMatchObject({ outcome: 'replaced', limitsKept: 1, limitsNew: 0 })
    expect(status(gate, '203.0.113.1')).toBe(429)
    expect(gate.plan.model.rules).toHaveLength(1)
    expect(await gate.reload()).toMatchObject({ outcome: 'unchanged' })
  })

  it('keeps the last valid policy in force, with a reason', async () => {
    await write('site.policy', 'block ip in 198.51.100.7')
    const gate = await open({ watch: false })
    const failed = next(gate, 'reload-failed')
    await write('site.policy', 'block ip in nowhere')
    expect(await gate.reload()).toMatchObject({ outcome: 'refused', fingerprint: gate.plan.model.fingerprint })
    expect((await failed).message).toContain('site.policy:1:13')
    expect((await failed).diagnostics.length).toBe(1)
    expect(status(gate, '198.51.100.7')).toBe(403)
    await rm(at.policy)
    expect(await gate.reload()).toMatchObject({
      outcome: 'refused',
      message: expect.stringContaining('cannot read') as string,
    })
    expect(gate.stats()).toMatchObject({ failedReloads: 2 })
  })

  it('treats a file that an editor has emptied as one that is not written yet', async () => {
    await write('site.policy', 'block ip in 198.51.100.7')
    const gate = await open({ watch: false })
    await write('site.policy', ' \n')
    expect(await gate.reload()).toMatchObject({
      outcome: 'refused',
      message: expect.stringContaining('empty') as string,
    })
    expect(status(gate, '198.51.100.7')).toBe(403)
    await expect(openPolicy(at.policy)).rejects.toThrow('is empty')
    await write('site.policy', '# open on purpose\n')
    expect(await gate.reload()).toMatchObject({ outcome: 'replaced' })
    expect(status(gate, '198.51.100.7')).toBe(200)
  })

  it('treats an emptied included file as one that is not written yet', async () => {
    await write('site.policy', 'include "more.policy"')
    await write('more.policy', 'block ip in 198.51.100.7')
    const gate = await open({ watch: false })
    await write('more.policy', '\n')
    expect(await gate.reload()).toMatchObject({
      outcome: 'refused',
      message: expect.stringContaining('`more.policy` is empty') as string,
    })
    expect(status(gate, '198.51.100.7')).toBe(403)
    await write('more.policy', '# no rules yet\n')
    expect(await gate.reload()).toMatchObject({ outcome: 'replaced' })
    expect(status(gate, '198.51.100.7')).toBe(200)
  })

  it('is done once for concurrent calls, after the running one', async () => {
    await write('site.policy', 'block ip in 198.51.100.7')
    const gate = await open({ watch: false })
    const [first, second, third] = [gate.reload(), gate.reload(), gate.reload()]
    expect(second).toBe(third)
    expect(first).not.toBe(second)
    await Promise.all([first, second])
    expect(gate.stats().reloads).toBe(2)
  })
})

describe('loadPolicy', () => {
  it('returns model, plan, diagnostics and sources', async () => {
    await write('site.policy', 'list bad = 10.0.0.7\nblock ip in bad')
    const { model, plan, diagnostics, sources } = await loadPolicy(at.policy)
    expect(plan?.model).toBe(model)
    expect(sources.map(({ file }) => file)).toEqual(['site.policy'])
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  })

  it('returns no plan if there are errors', async () => {
    await write('site.policy', 'block')
    const { model, plan, diagnostics } = await loadPolicy(at.policy)
    expect([model, plan]).toEqual([undefined, undefined])
    expect(diagnostics[0]?.severity).toBe('error')
  })
})

describe('openPolicy without a logger', () => {
  it('says on standard error that an edit failed, and that the last valid policy stays in force', async () => {
    const written = vi.spyOn(console, 'error').mockImplementation(() => {})
    try {
      await write('bad.txt', '192.0.2.1')
      await write('site.policy', 'list bad = file "bad.txt"\nblock ip in bad')
      const gate = await openPolicy(at.policy, { compile: 'here' })
      await write('site.policy', 'list bad = file "bad.txt"\nblock ip in bda\nblock ip in abd')
      await gate.reload()
      await write('site.policy', 'list bad = file "bad.txt"\nblock ip in bad')
      await rm(join(at.folder, 'bad.txt'))
      await gate.reload()
      await rm(at.policy)
      await gate.reload()
      await gate.close()
      const start = 'tidegate: error the changed policy cannot be used, and the last valid one stays in force: '
      expect(written.mock.calls.map(([line]) => String(line))).toEqual([
        expect.stringMatching(`^${start}site.policy:2:13: TG\\d+: .*bda.* \\(and 1 more\\) code=reload-failed$`),
        expect.stringMatching(`^${start}site.policy:1:17: TG\\d+: .*bad.txt.*: no such file code=reload-failed$`),
        expect.stringMatching(`^${start}cannot read the policy [^:]*: no such file.* code=reload-failed$`),
      ])
    } finally {
      written.mockRestore()
    }
  })
})
