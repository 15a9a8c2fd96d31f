// WHY: the global `performance` is an accessor, and calling it takes half as long as reading the clock.
import { type Charge, createMemoryStore, type WindowCounter } from '@tidegate/engine'
import { parseIp } from '@tidegate/values'
import { MemoryStore } from 'express-rate-limit'
import { LRUCache } from 'lru-cache'
import { performance } from 'node:perf_hooks'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { freshText } from '../data/fresh-text.ts'
import { usedBytes } from '../harness/heap.ts'
import { below, createRandom } from '../harness/random.ts'
import { serveCalls } from '../harness/serve-calls.ts'
import { countingBound, createReader, mixCharacters } from '../peers/lower-bounds.ts'
import MemoryLimiter from 'koa-ratelimit/limiter/memory.js'

type Count = (key: string) => unknown

const perHour = 3_600_000

function ours(spec: Pick<WindowCounter, 'algorithm' | 'count' | 'burst'>, capacity: number): Count {
  const store = createMemoryStore({ capacity })
  store.layout({
    tag: 'bench',
    subjects: [{ identity: 'ip', shadow: false, counters: [{ identity: 'limit', periodMs: perHour, ...spec }] }],
  })
  return (key) => {
    const ip = parseIp(key)
    const charge: Charge = {
      subject: 0,
      counter: 0,
      key: [ip ?? key],
      mode: 'enforce',
      includingRefused: false,
      places: 1,
    }
    return store.consume([charge], performance.now())
  }
}

const contenders: Readonly<Record<string, (capacity: number) => Count>> = {
  log: (capacity) => ours({ algorithm: 'log', count: 10 }, capacity),
  ring: (capacity) => ours({ algorithm: 'ring', count: 100 }, capacity),
  gcra: (capacity) => ours({ algorithm: 'gcra', count: 100, burst: 20 }, capacity),
  'rate-limiter-flexible': () => {
    const limiter = new RateLimiterMemory({ points: 100, duration: perHour / 1_000 })
    return (key) => limiter.consume(key)
  },
  'express-rate-limit': () => {
    const store = new MemoryStore()
    store.init({ windowMs: perHour } as Parameters<MemoryStore['init']>[0])
    return (key) => store.increment(key)
  },
  'koa-ratelimit': () => {
    const db = new Map()
    return (key) => new MemoryLimiter({ id: key, db, max: 100, duration: perHour }).get()
  },
  [countingBound]: (capacity) => {
    const read = createReader(capacity * bytesOfRing)
    return (key) => performance.now() + read(mixCharacters(key))
  },
  'lru-cache': (capacity) => {
    const cache = new LRUCache<string, { count: number; readonly resetMs: number }>({ max: capacity })
    return (key) => {
      const nowMs = performance.now()
      const found = cache.get(key)
      if (found !== undefined && found.resetMs > nowMs) return (found.count += 1)
      cache.set(key, { count: 1, resetMs: nowMs + perHour })
      return 1
    }
  },
}

/** The bytes that a ring of 100 per hour needs for each address. */
const bytesOfRing = 84

let count: Count = () => undefined
let before = 0

function keyOf(index: number): string {
  return `${1 + (index >>> 16)}.${(index >>> 8) & 255}.${index & 255}.${(index * 7) & 255}`
}

async function consume(from: number, to: number): Promise<void> {
  for (let index = from; index < to; index += 1) {
    const result = count(freshText(keyOf(index)))
    if (result instanceof Promise) await result
  }
}

serveCalls({
  /** Creates an empty counter of this kind. */
  open(name: string, capacity: number): void {
    before = usedBytes()
    count = contenders[name]!(capacity)
  },
  /** Counts each key in a range of numbers once; returns the bytes in use because of all keys so far. */
  async fill(from: number, to: number): Promise<number> {
    await consume(from, to)
    return usedBytes() - before
  },
  /** Nanoseconds per operation, with random keys among those that were counted before. */
  async round(seed: number, keys: number, atMostMs: number): Promise<number> {
    const random = createRandom(seed)
    let elapsed = 0
    let done = 0
    while (elapsed < atMostMs) {
      const texts = Array.from({ length: 500 }, () => freshText(keyOf(below(random, keys))))
      const started = performance.now()
      for (const text of texts) {
        const result = count(text)
        // WHY: a refusal is a result too, which one of the peers reports by rejecting.
        if (result instanceof Promise) await result.catch(() => undefined)
      }
      elapsed += performance.now() - started
      done += texts.length
    }
    return (elapsed * 1e6) / done
  },
})
