import { type Charge, createGate, type WindowCounter } from '@tidegate/engine'
import { parseIp } from '@tidegate/values'
import { createRedisStore } from '@tidegate/redis-store'
import { Redis } from 'ioredis'
import { RateLimiterRedis } from 'rate-limiter-flexible'
import { RedisStore } from 'rate-limit-redis'
import { compileText } from '../data/compile.ts'
import { freshText } from '../data/fresh-text.ts'
import { below, createRandom } from '../harness/random.ts'
import { serveCalls } from '../harness/serve-calls.ts'

/** Counts a request of a client, given as an address. */
type Count = (key: string) => Promise<unknown>

/** What a contender needed. */
export interface Paced {
  readonly nsPerDecision: number
  readonly clientUsPerDecision: number
}

const perHour = 3_600_000
const roomy = 1_000

let client: Redis
let count: Count
let lastCommand: readonly string[] = []

function ours(spec: Pick<WindowCounter, 'algorithm' | 'count' | 'burst'>): Count {
  const store = createRedisStore({ sendCommand: send })
  const counter = { identity: 'limit', periodMs: perHour, ...spec }
  store.layout({ tag: 'bench', subjects: [{ identity: 'ip', shadow: false, counters: [counter] }] })
  return (key) => {
    const charge: Charge = {
      subject: 0,
      counter: 0,
      key: [parseIp(key) ?? key],
      mode: 'enforce',
      includingRefused: false,
      places: 1,
    }
    return store.consume([charge], 0)
  }
}

/** The whole gate, as an application has it. */
function gate(policy: string): Count {
  const own = createGate(compileText(policy), {
    store: createRedisStore({ sendCommand: send }),
    storeTimeoutMs: 10_000,
  })
  return async (peer) => own.decideAsync({ method: 'GET', target: '/', headers: ['Host', 'site.example'], peer })
}

function rateLimiterFlexible(options: { readonly points: number; readonly inMemoryBlockOnConsumed?: number }): Count {
  const limiter = new RateLimiterRedis({ storeClient: client, duration: perHour / 1000, ...options })
  return (key) => limiter.consume(key)
}

const contenders: Readonly<Record<string, () => Count>> = {
  log: () => ours({ algorithm: 'log', count: 16 }),
  ring: () => ours({ algorithm: 'ring', count: roomy }),
  gcra: () => ours({ algorithm: 'gcra', count: roomy, burst: 100 }),
  offenders: () => gate('limit 1 per hour per ip'),
  'rate-limiter-flexible': () => rateLimiterFlexible({ points: roomy }),
  'rate-limiter-flexible offenders': () => rateLimiterFlexible({ points: 1, inMemoryBlockOnConsumed: 1 }),
  'rate-limit-redis': () => {
    const store = new RedisStore({ sendCommand: (...args) => send(...args) as Promise<number[]> })
    const ready = store.init({ windowMs: perHour } as Parameters<RedisStore['init']>[0])
    return async (key) => {
      await ready
      return store.increment(key)
    }
  },
}

function send(...args: string[]): Promise<unknown> {
  lastCommand = args
  return client.call(args[0]!, ...args.slice(1))
}

function keyOf(index: number): string {
  return `${1 + (index >>> 16)}.${(index >>> 8) & 255}.${index & 255}.${(index * 7) & 255}`
}

serveCalls({
  /** Connects to a database of the server. */
  async open(name: string, port: number, db: number): Promise<void> {
    client = new Redis(port, { lazyConnect: true, db })
    await client.connect()
    count = contenders[name]!()
  },
  /** Counts every key once. */
  async fill(keys: number): Promise<void> {
    for (let from = 0; from < keys; from += 100)
      await Promise.all(
        Array.from({ length: Math.min(100, keys - from) }, (_, at) => count(keyOf(from + at)).catch(() => undefined)),
      )
  },
  /** Nanoseconds and microseconds of processor time per decision, with `inProgress` requests at any time, and random keys among those that were counted before. */
  async round(seed: number, keys: number, inProgress: number, decisions: number): Promise<Paced> {
    const random = createRandom(seed)
    const texts = Array.from({ length: decisions }, () => freshText(keyOf(below(random, keys))))
    let next = 0
    const before = process.cpuUsage()
    const started = performance.now()
    const work = async (): Promise<void> => {
      while (next < texts.length) {
        const text = texts[next++]!
        // WHY: a refusal is a result too, which one of the peers reports by rejecting.
        await count(text).catch(() => undefined)
      }
    }
    await Promise.all(Array.from({ length: inProgress }, work))
    const elapsedMs = performance.now() - started
    const { user, system } = process.cpuUsage(before)
    return { nsPerDecision: (elapsedMs * 1e6) / decisions, clientUsPerDecision: (user + system) / decisions }
  },
  /** The last command that was sent. */
  command: (): readonly string[] => lastCommand,
})
