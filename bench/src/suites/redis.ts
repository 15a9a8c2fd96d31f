import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { findProgram, redisServer, runRedis } from '@tidegate/test-support'
import type { Redis } from 'ioredis'
import type { Paced } from '../children/redis-child.ts'
import { type Child, startChild } from '../harness/child.ts'
import { compare } from '../harness/compare.ts'
import type { Benchmark } from '../harness/comparison.ts'

const url = new URL('../children/redis-child.ts', import.meta.url)
const execute = promisify(execFile)

const own = [
  { name: 'log', of: '16 per hour, exact, mostly refused' },
  { name: 'ring', of: '1,000 per hour, exact' },
  { name: 'gcra', of: '1,000 per hour in a bucket of 100' },
] as const

const peers = [
  { name: 'rate-limiter-flexible', note: 'fixed window, one limit for each call' },
  { name: 'rate-limit-redis', note: 'fixed window, one limit for each call' },
] as const

const offenders = { ours: 'offenders', theirs: 'rate-limiter-flexible offenders' } as const

/** As many requests as a busy process has in progress. */
const inProgress = 64

/** What one contender needed in one round. */
interface Stint extends Paced {
  /** Processor time of the server, with what it takes to read commands and to write replies; it does not depend on the client. */
  readonly serverUsPerDecision: number
  readonly tripsPerDecision: number
}

/** Counters in Redis. */
export const redis: Benchmark = {
  id: 'redis',
  title: 'how many decisions per second with counters in Redis?',
  work: 'from the address as a new string to admitted or refused, and counted in the same Redis on loopback, through ioredis and one connection; each contender in a separate process, in turns; random addresses among those seen before; redis-benchmark runs our script with our arguments, and as many requests in progress, but computes no keys and reads no replies; left out if redis-server is not installed',
  async run(emit, { quick }) {
    if (redisServer === undefined) {
      console.error('redis: left out, because redis-server is not installed')
      return
    }
    const keys = quick ? 100 : 10_000
    const decisions = quick ? 200 : 20_000
    const rounds = quick ? 2 : 7
    const server = await runRedis()
    // WHY here: a process that has loaded ioredis runs the decisions of the other benchmarks a fifth to a third slower than their peers.
    const { Redis } = await import('ioredis')
    const admin = new Redis(server.port)
    const names = [...own, ...peers].map(({ name }) => name)
    const all: readonly string[] = [...names, ...Object.values(offenders)]
    const children = new Map(all.map((name): [string, Child] => [name, startChild(url)]))
    const stint = async (name: string, seed: number, atOnce: number, count: number): Promise<Stint> => {
      const before = await workOf(admin)
      const from = name.includes('offenders') ? 1 : keys
      const paced = await children.get(name)!.call<Paced>('round', seed, from, atOnce, count)
      const after = await workOf(admin)
      return {
        ...paced,
        serverUsPerDecision: (after.us - before.us) / count,
        tripsPerDecision: (after.calls - before.calls) / count,
      }
    }
    try {
      const bytes = new Map<string, number>()
      for (const [name, child] of children) {
        // Each has a database of its own, so that all can have the keys that they have by default.
        const database = all.indexOf(name)
        await child.call('open', name, server.port, database)
        await child.call('fill', name.includes('offenders') ? 2 : keys)
        bytes.set(name, await bytesPerKey(admin, database))
        await stint(name, 0, inProgress, decisions)
      }
      const many = new Map<string, Stint[]>(all.map((name) => [name, []]))
      const single = new Map<string, Stint[]>(all.map((name) => [name, []]))
      const raw = new Map<string, number[]>(own.map(({ name }) => [name, []]))
      for (let round = 1; round <= rounds; round++)
        for (const name of round % 2 === 0 ? all : all.toReversed()) {
          many.get(name)!.push(await stint(name, round, inProgress, decisions))
          if (raw.has(name)) {
            const command = await children.get(name)!.call<readonly string[]>('command')
            raw.get(name)!.push(await scriptsPerSecond([server.port, all.indexOf(name)], command, keys, decisions))
          }
          single.get(name)!.push(await stint(name, round, 1, decisions / 10))
        }
      const perSecond = (name: string): readonly number[] =>
        many.get(name)!.map(({ nsPerDecision }) => 1e9 / nsPerDecision)
      for (const { name, of } of own) {
        for (const { name: peer, note } of peers) {
          const common = { benchmark: 'redis', peer, note } as const
          emit(
            compare({
              ...common,
              case: `${inProgress} in progress, ${of}`,
              unit: 'decisions/s',
              better: 'higher',
              ours: perSecond(name),
              theirs: perSecond(peer),
            }),
          )
          for (const [of_, unit, stints, figure] of [
            ['one after another', 'ns/op', single, ({ nsPerDecision }: Stint) => nsPerDecision],
            ['processor time of the server', 'µs', many, ({ serverUsPerDecision }: Stint) => serverUsPerDecision],
            ['processor time of the client', 'µs', many, ({ clientUsPerDecision }: Stint) => clientUsPerDecision],
            ['round trips', 'per decision', many, ({ tripsPerDecision }: Stint) => tripsPerDecision],
          ] as const)
            emit(
              compare({
                ...common,
                case: `${of_}, ${of}`,
                unit,
                better: 'lower',
                ours: stints.get(name)!.map(figure),
                theirs: stints.get(peer)!.map(figure),
              }),
            )
          emit(
            compare({
              ...common,
              case: `memory of a client's key after one request, ${of}`,
              unit: 'bytes',
              better: 'lower',
              ours: [bytes.get(name)!],
              theirs: [bytes.get(peer)!],
            }),
          )
        }
        emit(
          compare({
            benchmark: 'redis',
            case: `${inProgress} in progress, ${of}`,
            peer: 'redis-benchmark',
            unit: 'decisions/s',
            better: 'higher',
            ours: perSecond(name),
            theirs: raw.get(name)!,
            note: 'the same script and arguments, without a decision',
          }),
        )
      }
      const trips = (name: string): string => `${many.get(name)!.at(-1)!.tripsPerDecision}`
      emit(
        compare({
          benchmark: 'redis',
          case: 'a client that is over its limit, one request after another',
          peer: 'rate-limiter-flexible',
          unit: 'ns/op',
          better: 'lower',
          ours: single.get(offenders.ours)!.map(({ nsPerDecision }) => nsPerDecision),
          theirs: single.get(offenders.theirs)!.map(({ nsPerDecision }) => nsPerDecision),
          note: `with inMemoryBlockOnConsumed; ${trips(offenders.theirs)} round trips, ours ${trips(offenders.ours)}, where ours is a whole decision of a gate`,
        }),
      )
    } finally {
      await Promise.all([...children.values()].map((child) => child.end()))
      admin.disconnect()
      await server.stop()
    }
  },
}

/** How many scripts the server has run so far, and how many microseconds of processor time it has used. */
async function workOf(admin: Redis): Promise<{ readonly calls: number; readonly us: number }> {
  const info = `${await admin.info('commandstats')}\n${await admin.info('cpu')}`
  const sum = (pattern: RegExp): number =>
    [...info.matchAll(pattern)].reduce((all, [, value]) => all + Number(value), 0)
  return {
    calls: sum(/^cmdstat_eval(?:sha)?:calls=(\d+)/gmu),
    us: sum(/^used_cpu_(?:user|sys):([\d.]+)/gmu) * 1e6,
  }
}

/** The mean of what some keys of a database take with their values. */
async function bytesPerKey(admin: Redis, database: number): Promise<number> {
  await admin.select(database)
  const sizes: number[] = []
  while (sizes.length < 50) sizes.push(Number(await admin.call('MEMORY', 'USAGE', (await admin.randomkey())!)))
  return sizes.reduce((sum, size) => sum + size) / sizes.length
}

/** Runs a command of the store with redis-benchmark, with random keys, as many at a time as the store has in progress. */
async function scriptsPerSecond(
  [port, database]: readonly [number, number],
  command: readonly string[],
  keys: number,
  count: number,
): Promise<number> {
  const program = findProgram('redis-benchmark')
  if (program === undefined) throw new Error('redis-benchmark is not installed')
  const anyKey = command.map((part, at) => (at === 3 ? part.replace(/[^:]+$/u, '__rand_int__') : part))
  const options = [
    '-p',
    String(port),
    '--dbnum',
    String(database),
    '-c',
    '1',
    '-P',
    String(inProgress),
    '-r',
    String(keys),
    '-n',
    String(count),
  ]
  const { stdout } = await execute(program, [...options, '--csv', ...anyKey])
  // The name of the test, in the first field, consists of the arguments; the rate is followed by six latencies.
  const rate = /"([\d.]+)"(?:,"[\d.]+"){6}\s*$/u.exec(stdout)?.[1]
  if (rate === undefined) throw new Error(`redis-benchmark printed no rate: ${stdout}`)
  return Number(rate)
}
