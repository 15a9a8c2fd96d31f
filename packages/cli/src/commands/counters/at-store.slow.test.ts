import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPolicy, type OpenedGate } from '@tidegate/node'
import { findProgram, freePorts, runServer, type RunningServer } from '@tidegate/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OpenRedis, openRedis } from '../../stores/open-redis.ts'
import { runCommand } from '../../testing/run-command.ts'

const program = findProgram('redis-server')
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

describe.skipIf(program === undefined)('tidegate counters --redis', () => {
  let folder: string
  let url: string
  let server: RunningServer
  let redis: OpenRedis
  let gate: OpenedGate

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tidegate-counters-'))
    writeFileSync(join(folder, 'site.policy'), 'limit 3 per hour per ip as "visitors"\nlimit 9 at once per ip\n')
    writeFileSync(join(folder, 'tidegate.yaml'), 'policy: site.policy\nserve: { auditLog: audit.ndjson }\n')
    const [port] = await freePorts(1)
    url = `redis://127.0.0.1:${port}`
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder]
    server = await runServer({ path: program!, args, port: port! })
    redis = await openRedis(url, silent)
    // WHY 0: what another process resets is seen only when a refusal is no longer repeated from the near cache.
    const options = { store: redis.store, onStoreError: 'deny', nearCacheMs: 0, logger: false } as const
    gate = await openPolicy(join(folder, 'site.policy'), options)
  })

  afterAll(async () => {
    await gate.close()
    redis.close()
    await server.stop()
    rmSync(folder, { recursive: true })
  })

  const ask = (peer: string): Promise<string> =>
    Promise.resolve(gate.decideAsync({ method: 'GET', target: '/', headers: [], peer })).then(({ outcome }) => outcome)
  const run = (...args: readonly string[]): ReturnType<typeof runCommand> =>
    runCommand(['counters', ...args, '--redis', url], folder)

  it('shows, resets, blocks and unblocks what a running process counts there, and records each change', async () => {
    const client = ['--ip', '192.0.2.1']
    for (const expected of ['pass', 'pass', 'pass', 'limit']) expect(await ask('192.0.2.1')).toBe(expected)
    expect((await run('show', ...client)).out).toContain('visitors')
    const json = JSON.parse((await run('show', ...client, '--limit', 'visitors', '--json')).out) as object
    expect(json).toMatchObject({ version: 1, kind: 'done', value: [{ limit: { count: 3, remaining: 0 } }] })
    expect(await run('reset', ...client)).toMatchObject({
      code: 0,
      err: expect.stringContaining('an operator made a change') as string,
    })
    expect(await ask('192.0.2.1')).toBe('pass')
    expect((await run('block', ...client, '--for', '1h')).code).toBe(0)
    expect(await ask('192.0.2.1')).toBe('limit')
    expect((await run('unblock', ...client)).code).toBe(0)
    expect(await ask('192.0.2.1')).toBe('pass')
    const audited = readFileSync(join(folder, 'audit.ndjson'), 'utf8')
    expect(audited.match(/counters (?:reset|block|unblock)/g)).toEqual([
      'counters reset',
      'counters block',
      'counters unblock',
    ])
  })

  it('lists clients by digest, as many as are asked for, and counts all of them', async () => {
    for (let i = 1; i < 30; i++) await ask(`198.51.100.${i}`)
    const { out } = await run('list', '--max', '5', '--json')
    const { value } = JSON.parse(out) as { value: { subjects: readonly object[]; found: number; isComplete: boolean } }
    expect([value.subjects.length, value.isComplete]).toEqual([5, true])
    expect(value.found).toBeGreaterThanOrEqual(29)
    expect(value.subjects[0]).toEqual({
      subject: expect.stringContaining('ip') as string,
      digest: expect.stringMatching(/^[\w-]{22}$/) as string,
      expiresInMs: expect.any(Number) as number,
    })
    expect((await run('list', '--max', '5')).out).toContain('5 of ')
    expect((await run('list', '--prefix', 'another')).out).toBe('no client has used anything\n')
  })

  it.each([
    [['show', '--ip', '192.0.2.1', '--redis', 'http://x'], 'invalid value of --redis'],
    [['list', '--redis', 'redis://127.0.0.1:1', '--ip', '192.0.2.1'], '`list` with --redis does not support --ip'],
    [
      ['block', '--redis', 'redis://127.0.0.1:1', '--ip', '192.0.2.1', '--for', '1x'],
      'tidegate: invalid value of --for',
    ],
    [['list', '--redis', 'redis://127.0.0.1:1', '--policy', 'no.policy'], 'no.policy`: no such file'],
    [['list', '--redis', 'redis://x', '--admin', '127.0.0.1:1'], 'it cannot be combined with --admin'],
    [['list', '--policy', 'site.policy'], '--policy is for --redis'],
    [['list', '--redis', 'redis://127.0.0.1:1', '--max', '0'], 'invalid value of --max'],
  ])('says what is wrong: %j', async (args, message) => {
    const { code, err } = await runCommand(['counters', ...args], folder)
    expect([code, err]).toEqual([2, expect.stringContaining(message)])
  })
  it.each(['show', 'reset', 'unblock', 'block', 'list'])(
    'says once and with the reason that the server cannot be reached: %s',
    async (verb) => {
      const subject = verb === 'list' ? [] : ['--ip', '192.0.2.1']
      const args = ['counters', verb, ...subject, ...(verb === 'block' ? ['--for', '1h'] : [])]
      const { code, err } = await runCommand([...args, '--redis', 'redis://127.0.0.1:1'], folder)
      expect([code, err]).toEqual([
        2,
        'tidegate: the server `redis://127.0.0.1:1` does not answer: connect ECONNREFUSED 127.0.0.1:1\n  help: check --redis, and that the server is running\n',
      ])
      const { out } = await runCommand([...args, '--redis', 'redis://127.0.0.1:1', '--json'], folder)
      expect(JSON.parse(out)).toMatchObject({ version: 1, kind: 'problem', problem: { code: 'store' } })
    },
  )
})
