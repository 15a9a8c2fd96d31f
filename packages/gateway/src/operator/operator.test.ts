import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Decision, LogFields } from '@tidegate/engine'
import { openPolicy } from '@tidegate/node'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openSites, type Sites } from '../sites/sites.ts'
import { createOperator, type OwnedOperator } from './create-operator.ts'
import type { Actor } from './operator-result.ts'

const shop = `policy "shop"
list office = 203.0.113.0/24
block path in /admin/** unless ip in office as "no admins"
block path in /old/**
limit 3 per minute per ip as "visitors"
limit 2 per hour per user when user is present
`
const ann: Actor = { name: 'ann', peer: '192.0.2.77' }

let folder: string
let sites: Sites
let operator: OwnedOperator
let logged: LogFields[]

async function open(policies: Readonly<Record<string, string>> = { 'shop.policy': shop }): Promise<void> {
  const configs: { policy: string; hosts?: readonly string[] }[] = []
  for (const [file, text] of Object.entries(policies)) {
    await writeFile(join(folder, file), text)
    configs.push({
      policy: join(folder, file),
      ...(configs.length > 0 && { hosts: [`${file.split('.')[0]}.example`] }),
    })
  }
  const silent = { debug: () => {}, info: () => {}, error: () => {} }
  const logger = { ...silent, warn: (fields: LogFields) => void logged.push(fields) }
  sites = await openSites(configs, (policy) => openPolicy(policy, { compile: 'here', logger: false }), {})
  const reload = (): Promise<unknown> => Promise.all(sites.all.map(({ gate }) => gate.reload()))
  operator = createOperator({ sites, isReady: () => true, mode: 'enforce', logger, reload })
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidegate-operator-'))
  logged = []
})

afterEach(async () => {
  operator.close()
  await Promise.all(sites.all.map(({ gate }) => gate.close()))
  await rm(folder, { recursive: true })
})

function decide(target: string, peer = '198.51.100.7', user?: string): Decision {
  const headers = ['Host', 'shop.example', 'User-Agent', 'Mozilla']
  return sites.all[0]!.gate.decide({ method: 'GET', target, headers, peer, ...(user !== undefined && { user }) })
}

async function edit(file: string, text: string): Promise<void> {
  await writeFile(join(folder, 'new'), text)
  await rename(join(folder, 'new'), join(folder, file))
  await operator.reload(ann)
}

describe('the status', () => {
  it('names sites, policies, reloads with their difference, and the failure of the last one', async () => {
    await open({ 'shop.policy': shop, 'blog.policy': 'block ip in 192.0.2.1\n' })
    expect(operator.status()).toMatchObject({
      ready: true,
      sites: [
        { site: 'shop', hosts: [], mode: 'enforce', store: { kind: 'memory', up: true } },
        { site: 'blog', hosts: ['blog.example'] },
      ],
    })
    await edit('shop.policy', shop.replace('3 per minute', '4 per minute'))
    const last = (): unknown => operator.reloads().find(({ site }) => site === 'shop')
    expect(last()).toMatchObject({
      outcome: 'replaced',
      limitsKept: 2,
      added: [{ text: 'limit 4 per minute per ip  as "visitors"' }],
      removed: [{ text: 'limit 3 per minute per ip  as "visitors"' }],
    })
    await edit('shop.policy', 'block nothing')
    expect(operator.status().sites[0]!.problem?.message).toContain('nothing')
    expect(last()).toMatchObject({ outcome: 'refused' })
    await edit('shop.policy', shop)
    expect(operator.status().sites[0]!.problem).toBeUndefined()
  })

  it('counts by rule, lists addresses with their age, and announces changes at most once a second', async () => {
    await open()
    const topics: string[] = []
    const end = operator.subscribe((topic) => topics.push(topic))
    for (let i = 0; i < 5; i++) decide('/admin')
    expect(operator.rules()[0]).toMatchObject({ rule: { name: 'no admins' }, refused: 5, applied: 5 })
    expect(operator.lists()).toMatchObject([
      { site: 'shop', list: 'office', kind: 'list', entries: 1 },
      { site: 'shop', list: 'shop.policy', kind: 'file' },
    ])
    expect(topics).toEqual(['refusals'])
    end()
  })
})

describe('why', () => {
  it('finds an id as users paste it', async () => {
    await open()
    const { id } = decide('/admin')
    for (const text of [
      id,
      ` ${id} `,
      `Reference: ${id}`,
      `reference ${id}.`,
      `“${id}”`,
      `${id.slice(0, 3)} ${id.slice(3)}`,
      id.toUpperCase(),
      id.toLowerCase(),
    ])
      expect(operator.why(text)).toMatchObject({
        kind: 'found',
        refusal: { id, site: 'shop', ruleInForce: true },
      })
    expect(operator.why('AAAAAAAA0')).toMatchObject({ kind: 'unknown', remembered: 1 })
    expect(operator.why('?')).toEqual({ kind: 'not-an-id', text: '?' })
  })

  it('says how to except the client, with statements that do', async () => {
    await open()
    for (let i = 0; i < 4; i++) decide('/')
    const answers = [decide('/admin'), decide('/'), decide('/old/a', '2001:db8::1', 'o"k')].map(({ id }) =>
      operator.why(id),
    )
    const found = answers.flatMap((answer) => (answer.kind === 'found' ? [answer.refusal.exceptions] : []))
    expect(found.map((all) => all.map(({ policy }) => policy))).toEqual([
      ['block path in /admin/** unless ip in office or ip in 198.51.100.7  as "no admins"'],
      ['exempt ip in 198.51.100.7 from "visitors"'],
      ['block path in /old/** unless user == "o\\"k"', 'block path in /old/** unless ip in 2001:db8::1'],
    ])
    const [[admin], [visitors], [, old]] = found as [(typeof found)[0], (typeof found)[0], (typeof found)[0]]
    const lines = shop.split('\n')
    lines[2] = admin!.policy
    lines[3] = old!.policy
    await edit('shop.policy', `${lines.join('\n')}${visitors!.policy}\n`)
    expect(operator.status().sites[0]!.problem).toBeUndefined()
    expect(
      [decide('/admin'), decide('/'), decide('/old/a', '2001:db8::1', 'o"k')].map(({ outcome }) => outcome),
    ).toEqual(['pass', 'pass', 'pass'])
  })

  it('filters refusals by address, network, user and rule, newest first, page by page', async () => {
    await open()
    for (let i = 0; i < 6; i++) decide(`/admin/${i}`, `198.51.100.${i}`)
    decide('/old', '203.0.113.1', 'ann')
    const paths = (query: Parameters<typeof operator.refusals>[0]): readonly string[] =>
      operator.refusals(query).map(({ path }) => path)
    expect(paths({ ip: '198.51.100.4' })).toEqual(['/admin/4'])
    expect(paths({ ip: '198.51.100.0/30' })).toEqual(['/admin/3', '/admin/2', '/admin/1', '/admin/0'])
    expect(paths({ user: 'ann' })).toEqual(['/old'])
    expect(paths({ rule: 'shop.policy:4' })).toEqual(['/old'])
    expect(paths({ rule: 'no admins', max: 2 })).toEqual(['/admin/5', '/admin/4'])
    const [, last] = operator.refusals({ max: 2 })
    expect(paths({ before: last!.id, max: 2 })).toEqual(['/admin/4', '/admin/3'])
    expect(paths({ site: 'nowhere' })).toEqual([])
  })
})

describe('counters', () => {
  it('are shown, reset and blocked, and each change is recorded with its author', async () => {
    await open()
    for (let i = 0; i < 4; i++) decide('/')
    expect(operator.counters.list()).toMatchObject([
      {
        site: 'shop',
        limit: { admitted: false, rule: { name: 'visitors' } },
        key: [{ part: 'ip', value: '198.51.100.7' }],
      },
    ])
    expect(await operator.counters.reset({ ip: '198.51.100.7' }, ann)).toMatchObject({
      kind: 'done',
      value: { before: [{ limit: { remaining: 0 } }], after: [{ limit: { remaining: 3 } }] },
    })
    expect(decide('/').outcome).toBe('pass')
    expect(await operator.counters.block({ ip: '198.51.100.7' }, 60_000, ann)).toMatchObject({
      kind: 'done',
      value: { after: [{ limit: { blocked: true }, block: { by: 'ann' } }] },
    })
    const refused = decide('/')
    expect(refused.outcome).toBe('limit')
    expect(operator.why(refused.id)).toMatchObject({ refusal: { operatorBlock: { by: 'ann' } } })
    expect(operator.counters.blocks()).toHaveLength(1)
    await operator.counters.unblock({ ip: '198.51.100.7' }, ann)
    expect(decide('/').outcome).toBe('pass')
    expect(operator.counters.blocks()).toEqual([])
    expect(operator.why(refused.id)).toMatchObject({ refusal: { operatorBlock: { by: 'ann' } } })
    expect(operator.changes()).toMatchObject([
      { action: 'unblock', by: 'ann', peer: '192.0.2.77', what: 'ip 198.51.100.7', site: 'shop' },
      { action: 'block', before: 'visitors: 2 of 3 per minute left' },
      { action: 'reset', before: 'visitors: 0 of 3 per minute left', after: 'visitors: 3 of 3 per minute left' },
    ])
    expect(logged.filter(({ code }) => code === 'operator')).toHaveLength(3)
  })

  it('record what remains of a bucket by its burst', async () => {
    await open({ 'shop.policy': 'policy "shop"\nlimit 3 per minute per ip burst 8 as "visitors"\n' })
    decide('/')
    await operator.counters.reset({ ip: '198.51.100.7' }, ann)
    expect(operator.changes()[0]).toMatchObject({
      before: 'visitors: 7 of a burst of 8 left',
      after: 'visitors: 8 of a burst of 8 left',
    })
  })

  it('list blocks of operators before a request, and blocks that limits began, and end both', async () => {
    await open({
      'shop.policy':
        'policy "shop"\nlimit 1 per hour per ip as "once" when path in /a then block for 1 day\nlimit 9 per hour per network(24, 48) as "near"\n',
    })
    const listed = (query: Parameters<typeof operator.counters.list>[0]): readonly string[] =>
      operator.counters.list(query).map(({ limit, key, block }) => `${limit.rule.name} ${key[0]!.value} ${block?.by}`)
    await operator.counters.block({ ip: '2001:db8::5', limit: 'once' }, 60_000, ann)
    await operator.counters.block({ ip: '192.0.2.9', limit: 'near' }, 60_000, ann)
    expect(listed({})).toEqual([])
    expect(listed({ blocked: true })).toEqual(['near 192.0.2.0 ann', 'once 2001:db8:: ann'])
    expect(listed({ ip: '2001:db8::7' })).toEqual(['once 2001:db8:: ann'])
    expect(listed({ ip: '192.0.2.1' })).toEqual(['near 192.0.2.0 ann'])
    for (let i = 0; i < 2; i++) decide('/a')
    decide('/a', '192.0.2.4')
    expect(listed({ blocked: true, site: 'shop' })).toEqual([
      'near 192.0.2.0 ann',
      'once 198.51.100.7 undefined',
      'once 2001:db8:: ann',
    ])
    expect(await operator.counters.unblock({ ip: '198.51.100.7' }, ann)).toMatchObject({
      value: { before: [{ limit: { blocked: true } }, {}], after: [{ limit: { remaining: 1 } }, {}] },
    })
    expect(operator.changes()[0]!.before).toMatch(/^once: 0 of 1 per hour left, blocked until 20.*Z, near: 8 of 9/)
    for (const ip of ['192.0.2.200', '2001:db8::']) await operator.counters.unblock({ ip }, ann)
    expect(listed({ blocked: true })).toEqual([])
    expect(decide('/a').outcome).toBe('pass')
  })

  it('say why nothing is meant, and change nothing', async () => {
    await open({ 'shop.policy': shop, 'blog.policy': 'limit 5 per minute per ip and method as "both"\n' })
    const problem = async (subject: Parameters<typeof operator.counters.show>[0]): Promise<string> => {
      const answer = await operator.counters.show(subject)
      return answer.kind === 'problem' ? `${answer.problem.code}: ${answer.problem.message}` : 'done'
    }
    expect(await problem({})).toBe('invalid: no subject is given')
    expect(await problem({ ip: '1.2.3' })).toBe('invalid: `1.2.3` is not an address')
    expect(await problem({ ip: '192.0.2.1', limit: 'vistors' })).toBe('unknown-limit: there is no limit `vistors`')
    expect(await problem({ ip: '192.0.2.1', site: 'blog' })).toBe(
      'not-counted: the limit `both` also counts by `method`',
    )
    expect(await problem({ ip: '192.0.2.1', site: 'other' })).toBe('unknown-site: there is no site `other`')
    expect(await problem({ key: { '': 'x' }, site: 'shop' })).toBe(
      'not-counted: no limit is counted by the given parts',
    )
    expect(await operator.counters.block({ ip: '192.0.2.1' }, 100, ann)).toMatchObject({ problem: { code: 'invalid' } })
    expect(operator.changes()).toEqual([])
  })
})

describe('tightenings', () => {
  it('are in force for a while, visible where they refuse, and end by themselves', async () => {
    await open()
    const added = await operator.tightenings.add({ statement: 'block ip in office as "attack"', forMs: 1_000 }, ann)
    if (added.kind === 'problem') throw new Error(added.problem.message)
    expect(decide('/', '198.51.100.7').outcome).toBe('pass')
    const { id } = decide('/', '203.0.113.9')
    expect(operator.why(id)).toMatchObject({
      refusal: { tightening: { id: added.value.id, by: 'ann' }, exceptions: [] },
    })
    expect(operator.rules()[0]).toMatchObject({ rule: { name: 'attack' }, tightening: added.value.id })
    expect(operator.tightenings.list()).toEqual([added.value])
    await vi.waitFor(() => expect(operator.tightenings.list()).toEqual([]), 5_000)
    expect(decide('/', '203.0.113.9').outcome).toBe('pass')
    expect(operator.why(id)).toMatchObject({ refusal: { ruleInForce: false, tightening: { by: 'ann' } } })
    expect(operator.changes().map(({ action, by }) => [action, by])).toEqual([
      ['tightening-ended', 'time'],
      ['tighten', 'ann'],
    ])
  })

  it('survive a reload, say when they no longer compile, and can be undone', async () => {
    await open()
    const added = await operator.tightenings.add(
      { statement: 'limit 1 per minute per ip unless ip in office', forMs: 60_000 },
      ann,
    )
    if (added.kind === 'problem') throw new Error(added.problem.message)
    expect([decide('/'), decide('/')].map(({ outcome }) => outcome)).toEqual(['pass', 'limit'])
    await edit('shop.policy', `${shop}# changed\n`)
    expect(decide('/').outcome).toBe('limit')
    await edit('shop.policy', shop.replaceAll('office', 'bureau'))
    expect(operator.tightenings.list()).toMatchObject([{ problem: 'no list of addresses is named `office`' }])
    await edit('shop.policy', shop)
    expect(operator.tightenings.list()).toEqual([added.value])
    expect(await operator.tightenings.undo(added.value.id, ann)).toMatchObject({ kind: 'done' })
    expect(decide('/').outcome).toBe('pass')
    expect(await operator.tightenings.undo(added.value.id, ann)).toMatchObject({ problem: { code: 'not-found' } })
  })

  it('stay in force past their time while the policy has errors, say so, and end when it compiles again', async () => {
    await open()
    const added = await operator.tightenings.add({ statement: 'block ip in office', forMs: 1_000 }, ann)
    expect(added.kind).toBe('done')
    await edit('shop.policy', 'block nothing')
    await vi.waitFor(
      () =>
        expect(operator.tightenings.list()).toMatchObject([
          { problem: expect.stringContaining('its time is over') as unknown },
        ]),
      5_000,
    )
    expect(decide('/', '203.0.113.9').outcome).toBe('block')
    await edit('shop.policy', shop)
    await vi.waitFor(() => expect(operator.tightenings.list()).toEqual([]), 5_000)
    expect(decide('/', '203.0.113.9').outcome).toBe('pass')
  })

  it.each([
    ['exempt ip in office from limits', 'loosens', '`exempt` would admit more requests'],
    ['limit 5 per minute per ip replaces "visitors"', 'loosens', '`replaces` would lift another limit'],
    ['shadow block anyone', 'invalid', 'a shadow rule refuses no request'],
    ['list office = 1.2.3.4', 'invalid', '`list` declares something, and refuses no request'],
    ['where user is present { block anyone }', 'invalid', '`where` is not a rule'],
    ['block anyone block anyone', 'invalid', 'expected one statement, found 2'],
    ['', 'invalid', 'expected one statement, found 0'],
    ['block ip in offce', 'policy', 'no list of addresses is named `offce`'],
    ['limit 5 per minute per ip as "visitors"', 'policy', 'two rules are named `visitors`'],
    ['blok anyone', 'policy', 'expected'],
  ])('refuse `%s`', async (statement, code, message) => {
    await open()
    const answer = await operator.tightenings.add({ statement, forMs: 60_000 }, ann)
    expect(answer).toMatchObject({
      kind: 'problem',
      problem: { code, message: expect.stringContaining(message) as unknown },
    })
    expect(operator.tightenings.list()).toEqual([])
    expect(operator.changes()).toEqual([])
  })
})
