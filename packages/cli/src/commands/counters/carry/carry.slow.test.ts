import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { openGateway } from '@tidegate/gateway'
import { type OpenedGate, openPolicy } from '@tidegate/node'
import { findProgram, freePorts, runServer, type RunningServer } from '@tidegate/test-support'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type OpenRedis, openRedis } from '../../../stores/open-redis.ts'
import { runCommand } from '../../../testing/run-command.ts'

const program = findProgram('redis-server')
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
const policy = `policy "site"
limit 4 per hour per ip as "visitors"
limit 40 per day per ip as "day"
limit 30 per hour per ip burst 6 as "bucket"
limit 5 per calendar month per ip when path in /month/** as "month"
limit 2 per hour per ip when path in /login/** then block for 2 hours as "logins"
limit 3 per hour per header("x-key") when header("x-key") is present as "keys"
limit 1000 per hour in total as "all"
`

describe.skipIf(program === undefined)('tidegate counters export and import', () => {
  let folder: string
  let url: string
  let server: RunningServer
  let redis: OpenRedis
  let number = 0

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tidegate-carry-'))
    writeFileSync(join(folder, 'site.policy'), policy)
    writeFileSync(join(folder, 'tidegate.yaml'), 'policy: site.policy\nserve: { auditLog: audit.ndjson }\n')
    const [port] = await freePorts(1)
    url = `redis://127.0.0.1:${port}`
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder]
    server = await runServer({ path: program!, args, port: port! })
    redis = await openRedis(url, silent)
  })

  afterAll(async () => {
    redis.close()
    await server.stop()
    rmSync(folder, { recursive: true })
  })

  let file: string
  let log: string
  beforeEach(async () => {
    await redis.sendCommand('FLUSHALL')
    number++
    file = join(folder, `counters-${number}.ndjson`)
    log = join(folder, `access-${number}.log`)
  })

  const inMemory = (name: string): Promise<OpenedGate> =>
    openPolicy(join(folder, 'site.policy'), { state: join(folder, name), logger: false })
  const inRedis = (): Promise<OpenedGate> =>
    openPolicy(join(folder, 'site.policy'), { store: redis.store, onStoreError: 'deny', logger: false })
  const run = (...args: readonly string[]): ReturnType<typeof runCommand> => runCommand(['counters', ...args], folder)

  const clients = Array.from({ length: 12 }, (_, i) => `198.51.100.${i + 1}`)

  /** Traffic that leaves clients in different states, with its access log. */
  async function use(gate: OpenedGate): Promise<void> {
    const lines: string[] = []
    for (const [i, peer] of clients.entries())
      for (let times = 0; times <= i % 6; times++) {
        const target = ['/', '/month/a', '/login/a'][times % 3]!
        await gate.decideAsync({ method: 'GET', target, headers: ['X-Key', `key ${i}`], peer })
        lines.push(
          `${peer} - - [${new Date().toUTCString().slice(5, 16).replaceAll(' ', '/')}:${new Date().toISOString().slice(11, 19)} +0000] "GET ${target} HTTP/1.1" 200 10 "-" "test"`,
        )
      }
    writeFileSync(log, lines.join('\n'))
  }

  /** What each client has left. */
  async function standing(gate: OpenedGate): Promise<readonly (readonly string[])[]> {
    return Promise.all(
      clients.map(async (ip) => {
        const { counters } = await gate.counters.read({ ip })
        return counters.map(
          ({ limit }) => `${limit.rule.name} ${limit.remaining} ${Math.round(limit.resetMs / 60_000)} ${limit.blocked}`,
        )
      }),
    )
  }

  it('carry everything from one state folder to another', async () => {
    const gate = await inMemory('first')
    await use(gate)
    await gate.counters.block({ ip: clients[3]! }, 3_600_000)
    const expected = await standing(gate)
    await gate.close()
    expect(await run('export', file, '--state', 'first')).toMatchObject({ code: 0 })
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const schema = new URL('../../../../schemas/carried-counters.schema.json', import.meta.url)
    const validate = new Ajv2020().compile(JSON.parse(readFileSync(schema, 'utf8')) as object)
    for (const line of readFileSync(file, 'utf8').trim().split('\n'))
      expect([validate(JSON.parse(line)), validate.errors]).toEqual([true, null])
    expect(await run('import', file, '--state', 'second', '--json')).toMatchObject({
      code: 0,
      out: expect.stringContaining('"withoutKey": 0') as string,
    })
    const other = await inMemory('second')
    expect(await standing(other)).toEqual(expected)
    expect(other.stats().counters.subjects).toBe(2 * clients.length)
    await other.close()
    expect(readFileSync(join(folder, 'audit.ndjson'), 'utf8')).toContain('counters import')
  })

  it('carry the clients of a log from memory to Redis and back, count the others, and admit no more', async () => {
    const gate = await inMemory('memory')
    await use(gate)
    await gate.counters.block({ ip: clients[3]! }, 3_600_000)
    const expected = await standing(gate)
    await gate.close()
    // The keys of the header field are not in the log.
    const exported = await run('export', file, '--state', 'memory', '--keys', log)
    expect(exported).toMatchObject({ code: 0, err: expect.stringContaining('with the values of their keys') as string })
    const imported = await run('import', file, '--redis', url, '--json')
    expect(imported.code).toBe(1)
    expect(JSON.parse(imported.out)).toMatchObject({
      value: { left: { withoutKey: 12, shared: 0, blocks: 0, otherLimits: 0 } },
    })
    const shared = await inRedis()
    expect(await standing(shared)).toEqual(expected)
    for (const peer of clients) await shared.decideAsync({ method: 'GET', target: '/', headers: [], peer })
    const later = await standing(shared)
    await shared.close()

    const back = `${file}.back`
    expect((await run('export', back, '--redis', url, '--keys', log)).code).toBe(0)
    expect((await run('import', back, '--state', 'again')).code).toBe(0)
    const again = await inMemory('again')
    expect(await standing(again)).toEqual(later)
    expect((await again.counters.read({ limit: 'all' })).counters[0]?.limit.remaining).toBeLessThan(1000)
    await again.close()
  })

  it('carry everything from one prefix in Redis to another, through a pipe', async () => {
    const gate = await inRedis()
    await use(gate)
    const expected = await standing(gate)
    await gate.close()
    const { out } = await run('export', '-', '--redis', url)
    const [command, ...args] = ['counters', 'import', '-', '--redis', url, '--prefix', 'other']
    const stdin = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.from(out)
    }
    expect(await runCommand([command!, ...args], folder, { stdin })).toMatchObject({ code: 0 })
    const other = await openRedis(url, silent, 'other')
    const there = await openPolicy(join(folder, 'site.policy'), {
      store: other.store,
      onStoreError: 'deny',
      logger: false,
    })
    expect(await standing(there)).toEqual(expected)
    await there.close()
    other.close()
  })

  it('are taken up by a gateway, from the folder of its policy', async () => {
    const gate = await inRedis()
    for (let i = 0; i < 4; i++) await gate.decideAsync({ method: 'GET', target: '/', headers: [], peer: '127.0.0.1' })
    await gate.close()
    const day = new Date().toUTCString().slice(5, 16).replaceAll(' ', '/')
    writeFileSync(log, `127.0.0.1 - - [${day}:00:00:00 +0000] "GET / HTTP/1.1" 200 10 "-" "test"\n`)
    expect((await run('export', file, '--redis', url, '--keys', log)).code).toBe(0)
    const state = join(folder, 'gateway')
    expect((await run('import', file, '--state', join(state, 'site.policy'))).code).toBe(0)
    const sites = [{ policy: join(folder, 'site.policy') }]
    const gateway = await openGateway({ sites, listen: [], state, logger: silent, gates: { compile: 'here' } })
    const answer = await gateway.operator.counters.show({ ip: '127.0.0.1', limit: 'visitors' })
    expect(answer).toMatchObject({ kind: 'done', value: [{ limit: { remaining: 0 } }] })
    const taken = await run('import', file, '--state', join(state, 'site.policy'))
    expect(taken).toMatchObject({ code: 2, err: expect.stringContaining('is in use by process') as string })
    await gateway.stop()
    const full = await run('import', file, '--state', join(state, 'site.policy'))
    expect(full).toMatchObject({ code: 2, err: expect.stringContaining('--replace') as string })
    expect((await run('import', file, '--state', join(state, 'site.policy'), '--replace')).code).toBe(0)
  })

  it('refuse a file that is damaged, and change nothing', async () => {
    const gate = await inMemory('damaged')
    await use(gate)
    await gate.close()
    await run('export', file, '--state', 'damaged')
    const lines = readFileSync(file, 'utf8').split('\n')
    const bad = join(folder, 'bad.ndjson')
    const damages: readonly (readonly [string, string])[] = [
      [lines.slice(0, -2).join('\n'), 'it is cut off'],
      [lines.toSpliced(2, 1).join('\n'), 'rows are missing'],
      [lines.with(1, lines[1]!.replace(/"places":\[\[\d+/u, '"places":[[-1')).join('\n'), 'line 2'],
      [withZone(lines, 'Mars/Base'), 'line 1: the limit `'],
      [withZone(lines, 'Mars/Base'), 'has the unknown time zone `Mars/Base`'],
      [lines.join('\n').replace('"unit":"month"', '"unit":"moon"'), 'has the unknown calendar period `moon`'],
      [lines.join('\n').replace('"periodMs":3600000', '"periodMs":0'), 'cannot be counted: '],
      ['{"type":"counters","version":2}', 'it is not a file of counters of version 1'],
      ['', 'it is cut off'],
    ]
    for (const [text, message] of damages) {
      writeFileSync(bad, text)
      for (const to of [
        ['--redis', url],
        ['--state', 'untouched'],
      ]) {
        const { code, err } = await run('import', bad, ...to)
        expect([code, err]).toEqual([2, expect.stringContaining(message)])
      }
    }
    expect(existsSync(join(folder, 'untouched'))).toBe(false)
    expect(await redis.sendCommand('DBSIZE')).toBe(0)
  })

  it('carry what is in the memory of a running gateway, which records it', async () => {
    const changes: string[] = []
    const gateway = await openGateway({
      sites: [{ policy: join(folder, 'site.policy') }],
      listen: [],
      admin: { kind: 'tcp', host: '127.0.0.1', port: 0 },
      adminTokens: async () => Promise.resolve([{ name: 'me', token: 'a-token-of-the-test', readOnly: false }]),
      onOperatorChange: ({ action, by }) => void changes.push(`${action} by ${by}`),
      logger: silent,
    })
    const { gate } = gateway.sites.all[0]!
    await use(gate)
    const expected = await standing(gate)
    writeFileSync(join(folder, 'token'), 'a-token-of-the-test\n')
    const token = ['--token-file', join(folder, 'token')]
    expect(await run('export', file, '--admin', gateway.adminAddress!)).toMatchObject({ code: 2 })
    expect(await run('export', file, '--admin', gateway.adminAddress!, ...token)).toMatchObject({ code: 0 })
    await gateway.stop()
    expect(changes).toEqual(['export by me'])
    expect((await run('import', file, '--state', 'of-gateway')).code).toBe(0)
    const next = await inMemory('of-gateway')
    expect(await standing(next)).toEqual(expected)
    await next.close()
  })

  it('refuse to export counters that are not in the memory of the gateway', async () => {
    const gateway = await openGateway({
      sites: [{ policy: join(folder, 'site.policy') }],
      listen: [],
      admin: { kind: 'tcp', host: '127.0.0.1', port: 0 },
      gates: { store: redis.store },
      logger: silent,
    })
    const { code, err } = await run('export', file, '--admin', gateway.adminAddress!)
    expect([code, err]).toEqual([2, expect.stringContaining('not in the memory of this process')])
    await gateway.stop()
  })

  it('refuse a line that is longer than any string', async () => {
    writeFileSync(file, '')
    truncateSync(file, 600 * 1_024 * 1_024)
    const { code, err } = await run('import', file, '--state', 'long')
    expect([code, err]).toEqual([2, expect.stringContaining('a line is longer than')])
  })

  it.each([
    [['export', 'x'], 'name one place of counters'],
    [['import', 'x', '--state', 'a', '--redis', 'redis://x'], 'name one place of counters'],
    [['export', 'x', '--redis', 'http://x'], 'invalid value of --redis'],
    [['export', 'x', '--redis', 'redis://127.0.0.1:1'], 'does not answer'],
    [['export', 'x', '--state', 'none'], 'there are no counters in'],
    [['export', 'x', '--admin', '127.0.0.1:1'], 'no gateway listens'],
    [['export', 'x', '--admin', '127.0.0.1:1', '--state', 'none'], 'name one place of counters'],
    [['import', 'missing', '--state', 'none'], 'cannot read `missing`'],
    [['import', 'missing', '--redis', 'redis://127.0.0.1:1', '--replace'], '--replace is for --state'],
    [['export', 'site.policy', '--redis', 'URL'], 'already exists'],
  ])('say what is wrong: %j', async (args, message) => {
    const { code, err } = await run(...args.map((arg) => (arg === 'URL' ? url : arg)))
    expect([code, err]).toEqual([2, expect.stringContaining(message)])
  })
})

/** The lines of a file whose limits by calendar periods have another time zone. */
function withZone(lines: readonly string[], zone: string): string {
  return lines.with(0, lines[0]!.replace(/"zone":"[^"]*"/u, `"zone":"${zone}"`)).join('\n')
}
