import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Gateway, openGateway } from '@tidegate/gateway'
import { controlsIn, runs } from '@tidegate/test-support'
import { assert, asyncProperty, string } from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { shippedSchemas } from '../../testing/json-schemas.ts'
import { type CommandResult, runCommand } from '../../testing/run-command.ts'

const policy = `policy "shop"
list office = 203.0.113.0/24
block path in /admin/** unless ip in office as "no admins"
limit 3 per minute per ip as "visitors"
`

let folder: string
let gateway: Gateway

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-why-'))
  writeFileSync(join(folder, 'shop.policy'), policy)
  const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
  gateway = await openGateway({
    sites: [{ policy: join(folder, 'shop.policy') }],
    listen: [],
    admin: { kind: 'unix', path: join(folder, 'admin.sock') },
    logger: silent,
  })
  writeFileSync(join(folder, 'tidegate.yaml'), `policy: shop.policy\nserve: { admin: "unix:${folder}/admin.sock" }\n`)
})

afterEach(async () => {
  await gateway.stop()
  rmSync(folder, { recursive: true })
})

const command = (...args: readonly string[]): Promise<CommandResult> => runCommand(args, folder, { nowMs: Date.now })

function decide(target: string, peer = '198.51.100.7', agent = 'Mozilla', user?: string): string {
  const { gate } = gateway.sites.all[0]!
  const headers = ['Host', 'shop.example', 'User-Agent', agent]
  return gate.decide({ method: 'GET', target, headers, peer, ...(user !== undefined && { user }) }).id
}

let schemas: ReturnType<typeof shippedSchemas> | undefined

function isValid(name: string, json: string): unknown {
  schemas ??= shippedSchemas()
  const validate = schemas.get(name)!
  return validate(JSON.parse(json)) ? true : validate.errors
}

describe('tidegate why', () => {
  it('explains a refusal on the running gateway, found by tidegate.yaml', async () => {
    const id = decide('/admin/x?token=secret', '198.51.100.7', 'Mozilla', 'ann')
    const { code, out } = await command('why', `Reference: ${id}`)
    expect(code).toBe(0)
    expect(
      out
        .replace(id, 'ID')
        .replaceAll(/at \S+ \(.* ago\)/g, 'at TIME')
        .replace(/shop [\da-f]{12}/, 'shop DIGEST'),
    ).toBe(
      `refused 403 at TIME, site shop, reference ID
  request   GET /admin/x
  host      shop.example
  address   198.51.100.7
  user      ann
  agent     Mozilla
  reason    block rule
  rule      block path in /admin/** unless ip in office  as "no admins"  (shop.policy:3)
  policy    shop DIGEST

nothing overrides a block: an exception is written in the rule itself

to except this client
  # except this user from the rule: write at shop.policy:3
  block path in /admin/** unless ip in office or user == "ann"  as "no admins"
  # except this address from the rule: write at shop.policy:3
  block path in /admin/** unless ip in office or ip in 198.51.100.7  as "no admins"
`,
    )
  })

  it('shows the state of the limits at that moment, and prints JSON that its schema describes', async () => {
    for (let i = 0; i < 3; i++) decide('/')
    const id = decide('/')
    const { out } = await command('why', id)
    expect(out).toContain('limits at that moment\n  ✗ visitors: 3 of 3 in 1 min, exhausted, next request possible in')
    expect(out).toContain('exempt ip in 198.51.100.7 from "visitors"')
    const json = await command('why', id, '--json')
    expect(isValid('why', json.out)).toBe(true)
    expect(JSON.parse(json.out)).toMatchObject({ version: 1, kind: 'done', value: { kind: 'found', refusal: { id } } })
    expect(isValid('why', (await command('why', 'AAAAAAAAA', '--json')).out)).toBe(true)
  })

  it('says which references it does not know, and finds them in a log', async () => {
    decide('/admin')
    const unknown = await command('why', 'abcdefghi')
    expect(unknown.code).toBe(1)
    expect(unknown.err).toMatch(/unknown reference abcdefghi: the gateway remembers 1 refusals, since/)
    const lines = [
      '{"decision_id":"abcdefghi","timestamp":"2026-11-18T10:00:00Z","result":{"outcome":"block","rule":{"name":"no admins"},"status":403}}',
      '2026-11-18T10:00:00Z info blocked: no admins id=zyxwvutsr outcome=block',
    ]
    const imitations = [
      '{"id":"otherones","path":"/?zyxwvutsr","rule":"a id=abcdefghi"}',
      'info "blocked: a id=zyxwvutsr" id=otherones agent="b id=abcdefghi"',
    ]
    writeFileSync(join(folder, 'log'), `${[...imitations, ...lines].join('\n')}\n`)
    const logged = await command('why', 'abcdefghi', '--log', 'log')
    expect(logged).toMatchObject({ code: 0 })
    expect(logged.out).toMatch(/from log:3, .*\n {2}decision_id +abcdefghi\n(?:.*\n)* {2}result.rule.name +no admins\n/)
    expect((await command('why', 'zyxwvutsr', '--log', 'log')).out).toContain('blocked: no admins id=zyxwvutsr')
    expect(isValid('why', (await command('why', 'abcdefghi', '--log', 'log', '--json')).out)).toBe(true)
    expect((await command('why', 'unknownid', '--log', 'log')).code).toBe(1)
    expect((await command('why', 'abcdefghi', '--log', 'log', '--admin', '127.0.0.1:1')).code).toBe(0)
  })

  it('says what is wrong if it cannot ask', async () => {
    const failure = async (...args: readonly string[]): Promise<readonly (string | number)[]> => {
      const { code, err } = await command('why', ...args)
      return [code, err]
    }
    expect(await failure('!', '?')).toEqual([2, expect.stringContaining('contains no reference')])
    expect(await failure('abcdefghi', '--admin', '127.0.0.1:1')).toEqual([
      2,
      'tidegate: no gateway listens at 127.0.0.1:1\n  help: start it with `tidegate serve`, or name its `admin` address with --admin\n',
    ])
    expect(await failure('abcdefghi', '--admin', 'unix:/nowhere/admin.sock')).toEqual([
      2,
      expect.stringContaining('there is no socket unix:/nowhere/admin.sock'),
    ])
    expect(await failure('abcdefghi', '--admin', 'somewhere')).toEqual([
      2,
      expect.stringContaining('invalid value of --admin'),
    ])
    expect(await failure('abcdefghi', '--token-file', 'none')).toEqual([
      2,
      expect.stringContaining('cannot read the tokens'),
    ])
    expect(await failure('abcdefghi', '--log', 'none', '--admin', '127.0.0.1:1')).toEqual([
      2,
      expect.stringContaining('cannot read `none`'),
    ])
  })

  it('shows no text of a client that controls a terminal', async () => {
    await assert(
      asyncProperty(
        string({ unit: 'binary', maxLength: 30 }),
        string({ unit: 'binary', minLength: 1, maxLength: 30 }),
        async (agent, user) => {
          const id = decide('/admin', '198.51.100.7', `\u001b[31m\u202e${agent}`, `\u009b2J${user}`)
          const { code, out } = await command('why', id)
          expect(code).toBe(0)
          expect(controlsIn(out, '\n')).toEqual([])
          const json = await command('why', id, '--json')
          expect(controlsIn(json.out, '\n')).toEqual([])
          expect(JSON.parse(json.out)).toMatchObject({ value: { refusal: { id } } })
        },
      ),
      { numRuns: runs(8, 1 / 2) },
    )
  })
})

describe('what operators type and what policies contain', () => {
  it('never controls the terminal, as a reference, an address, a limit, a statement or an id', async () => {
    const hostile = string({ unit: 'binary', minLength: 1, maxLength: 20 }).map(
      (text) => `x\u001b[31m\u202e${text.replaceAll('\0', '')}`,
    )
    await assert(
      asyncProperty(hostile, async (text) => {
        for (const args of [
          ['why', text],
          ['counters', 'show', '--ip', text],
          ['counters', 'reset', '--ip', '192.0.2.1', '--limit', text],
          ['counters', 'reset', '--user', text],
          ['tighten', text, '--for', '1h'],
          ['tighten', '--undo', text],
          ['counters', 'list', '--admin', text],
        ]) {
          const { code, out, err } = await command(...args)
          expect([args[0], code === 0, controlsIn(out, '\n'), controlsIn(err, '\n')]).toEqual([args[0], false, [], []])
        }
      }),
      { numRuns: runs(3) },
    )
  })

  it('never controls the terminal, as the name of a rule or of a site', async () => {
    const name = '\\u{1b}[31m\\u{202e}evil\\u{9b}'
    writeFileSync(
      join(folder, 'shop.policy'),
      `policy "${name}"\nblock path in /admin/** as "${name}"\nlimit 1 per minute per ip as "${name} 2"\n`,
    )
    expect((await gateway.reload())[0]).toMatchObject({ outcome: 'replaced' })
    const refused = [decide('/admin'), decide('/'), decide('/')]
    for (const args of [
      ['why', refused[0]!],
      ['why', refused[2]!],
      ['counters', 'list'],
      ['counters', 'reset', '--ip', '198.51.100.7'],
    ]) {
      const shown = await command(...args)
      expect([args, shown.code, controlsIn(shown.out, '\n')]).toEqual([args, 0, []])
      expect(shown.out).toContain('evil')
      expect(controlsIn((await command(...args, '--json')).out, '\n')).toEqual([])
    }
  })
})

describe('a gateway with tokens', () => {
  const secret = 'a-secret-of-23-letters!'
  let guarded: Gateway
  let port: string

  beforeEach(async () => {
    const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
    guarded = await openGateway({
      sites: [{ policy: join(folder, 'shop.policy') }],
      listen: [],
      admin: { kind: 'tcp', host: '127.0.0.1', port: 0 },
      adminTokens: async () => [
        { name: 'ann', token: secret, readOnly: false },
        { name: 'support', token: `read-${secret}`, readOnly: true },
      ],
      logger: silent,
    })
    port = guarded.adminAddress!
  })
  afterEach(() => guarded.stop())

  const asked = async (
    token: string | undefined,
    ...args: readonly string[]
  ): Promise<readonly (string | number)[]> => {
    if (token !== undefined) writeFileSync(join(folder, 'token'), `# of a person\n${token}\n`)
    const { code, err } = await command(
      ...args,
      '--admin',
      port,
      ...(token === undefined ? [] : ['--token-file', 'token']),
    )
    return [code, err]
  }

  it('asks for a token, and says which one is wrong or for looking only', async () => {
    const block = ['counters', 'block', '--ip', '192.0.2.1', '--for', '1h']
    expect(await asked(undefined, ...block)).toEqual([
      2,
      expect.stringContaining('a token is needed\n  help: set TIDEGATE_ADMIN_TOKEN'),
    ])
    expect(await asked(`${secret}x`, ...block)).toEqual([2, expect.stringContaining('the token is not valid')])
    expect(await asked(`support:read=read-${secret}`, ...block)).toEqual([
      2,
      expect.stringContaining('this token is for looking only'),
    ])
    expect(await asked(`support:read=read-${secret}`, 'counters', 'list')).toEqual([0, ''])
    expect(await asked(`ann=${secret}`, ...block)).toEqual([0, ''])
    expect(guarded.operator.changes()).toMatchObject([
      { action: 'block', by: 'ann', peer: '127.0.0.1', via: 'command' },
    ])
  })

  it('takes address and token from tidegate.yaml', async () => {
    writeFileSync(join(folder, 'token'), secret)
    writeFileSync(join(folder, 'tidegate.yaml'), `serve: { admin: "${port}", adminTokenFile: token }\n`)
    expect((await command('counters', 'list')).code).toBe(0)
    writeFileSync(join(folder, 'tidegate.yaml'), `serve: { admin: "${port}", adminToken: "${secret}" }\n`)
    expect((await command('counters', 'list')).code).toBe(0)
    writeFileSync(join(folder, 'tidegate.yaml'), 'serve: { admin: none }\n')
    expect(await command('counters', 'list')).toMatchObject({
      code: 2,
      err: expect.stringContaining('no admin listener') as string,
    })
  })
})

describe('tidegate counters', () => {
  it('lists, shows, resets, blocks and unblocks', async () => {
    for (let i = 0; i < 4; i++) decide('/')
    const list = await command('counters', 'list')
    expect(list.out).toMatch(/ ✗ ip 198.51.100.7 {2}visitors: 3 of 3 in 1 min, exhausted.* {2}shop\n$/)
    expect((await command('counters', 'list', '--ip', '192.0.2.1')).out).toBe('no such subject is close to a limit\n')
    expect((await command('counters', 'show', '--ip', '198.51.100.7')).out).toMatch(/^✗ ip 198.51.100.7/)
    const reset = await command('counters', 'reset', '--ip', '198.51.100.7')
    expect(reset.out).toBe('reset\n  ✓ ip 198.51.100.7  visitors: 0 of 3 in 1 min  shop  (before: 3 of 3 in 1 min)\n')
    const block = await command('counters', 'block', '--ip', '198.51.100.7', '--for', '1h')
    expect(block.out).toMatch(/^blocked\n {2}✗ ip 198.51.100.7 {2}visitors: blocked by local until /)
    const { out } = await command('why', decide('/'))
    expect(out).toMatch(/ {2}blocked {3}by local until .*: ip 198.51.100.7\n/)
    expect(out).toContain('✗ visitors: blocked for 1 h')
    expect((await command('counters', 'list', '--blocked')).out).toContain('blocked by local')
    expect((await command('counters', 'unblock', '--ip', '198.51.100.7')).out).toMatch(/^unblocked\n {2}✓/)
    for (const args of [['list'], ['show', '--ip', '198.51.100.7'], ['reset', '--ip', '198.51.100.7']])
      expect(isValid('counters', (await command('counters', ...args, '--json')).out)).toBe(true)
  })

  it.each([
    [['show'], 2, 'no subject is given'],
    [['block', '--ip', '192.0.2.1'], 2, 'no duration is given'],
    [['block', '--ip', '192.0.2.1', '--for', 'ever'], 2, 'invalid value of --for'],
    [['block', '--ip', '192.0.2.1', '--for', '99d'], 2, 'a block lasts from 1 second to 30 days'],
    [['reset', '--ip', 'here'], 2, '`here` is not an address'],
    [['reset', '--user', 'ann'], 2, 'no limit is counted by the given parts'],
    [['reset', '--ip', '192.0.2.1', '--limit', 'visitor'], 2, 'there is no limit `visitor`'],
    [['list', '--key', 'x'], 2, '`list` has no --key'],
  ])('%j: %i, %s', async (args, code, message) => {
    const result = await command('counters', ...args)
    expect([result.code, result.err]).toEqual([code, expect.stringContaining(message)])
    expect(gateway.operator.changes()).toEqual([])
  })
})

describe('tidegate tighten', () => {
  it('adds, lists and takes out again', async () => {
    const added = await command('tighten', 'block ip in office', '--for', '1h')
    expect(added.out).toMatch(
      /^in force\n(t\w+) {2}block ip in office\n {2}shop, added by local, until .*, 1 h left\n {2}undo: tidegate tighten --undo \1\n$/,
    )
    const [id] = gateway.operator.tightenings.list().map((each) => each.id)
    const { out } = await command('why', decide('/', '203.0.113.9'))
    expect(out).toContain('rule      block ip in office  (added by local)')
    expect(out).toContain(`undo it: tidegate tighten --undo ${id}`)
    expect((await command('tighten', '--list')).out).toContain(`${id}  block ip in office`)
    expect(isValid('tighten', (await command('tighten', '--list', '--json')).out)).toBe(true)
    expect((await command('tighten', '--undo', id!)).out).toBe('undone  block ip in office\n')
    expect((await command('tighten', '--list')).out).toBe('nothing is added to a policy\n')
    const json = await command('tighten', 'limit 1 per minute per ip', '--for', '10m', '--json')
    expect(isValid('tighten', json.out)).toBe(true)
  })

  it('shows the errors of a statement with their places and fixes', async () => {
    const { code, err } = await command('tighten', 'block ip in offce', '--for', '1h')
    expect(code).toBe(1)
    expect(err).toMatch(
      /error\[TG201\]: no list of addresses is named `offce`\n --> .*1:13\n(?:.*\n)*.*did you mean `office`/,
    )
    const json = await command('tighten', 'block ip in offce', '--for', '1h', '--json')
    expect([json.code, isValid('tighten', json.out)]).toEqual([1, true])
    const syntax = await command('tighten', 'block ip in', '--for', '1h')
    expect([syntax.code, syntax.err]).toEqual([1, expect.stringContaining('error[TG1')])
  })

  it.each([
    [[], 2, 'there is no statement'],
    [['block anyone'], 2, 'no duration is given'],
    [['block anyone', '--list'], 2, 'more than one thing to do'],
    [['exempt anyone from limits', '--for', '1h'], 1, '`exempt` would admit more requests'],
    [['--undo', 't000000'], 2, 'there is no tightening `t000000`'],
  ])('%j: %i, %s', async (args, code, message) => {
    const result = await command('tighten', ...args)
    expect([result.code, result.err]).toEqual([code, expect.stringContaining(message)])
  })
})
