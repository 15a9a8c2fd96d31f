import { createMemoryStore, type CounterLayout, type MemoryStore, type MemoryStoreOptions } from '@tidegate/engine'
import { type JoinedLayout, joinLayouts } from './joined-layout.ts'
import type { CounterCall } from './worker-message.ts'

/** Milliseconds for which limits are kept that only workers of the former owner had: until then, these have connected again. */
const formerForMs = 10_000

/** The counters of one policy, and the workers that use them. */
export class SharedCounters {
  readonly store: MemoryStore
  /** Grows with each call that may change a count. */
  changes = 0
  readonly #layouts = new Map<object, CounterLayout>()
  readonly #former: CounterLayout | undefined
  readonly #startedMs = performance.now()
  #joined: JoinedLayout | undefined

  /** Throws a `RangeError` for a capacity that no memory store has. */
  constructor(options: MemoryStoreOptions) {
    this.store = createMemoryStore(options)
    this.#former = options.restored?.snapshot.layout
  }

  /** How many workers use the counters. */
  get workers(): number {
    return this.#layouts.size
  }

  /** Sets the layout of a worker's charges. It is the newest: the counts of its limits apply. Throws, and changes nothing, if it cannot be counted. */
  join(worker: object, layout: CounterLayout): void {
    const isFormerKept = this.#former !== undefined && performance.now() - this.#startedMs < formerForMs
    const others = [...this.#layouts].flatMap(([of, one]) => (of === worker ? [] : [one]))
    const joined = joinLayouts([...(isFormerKept ? [this.#former] : []), ...others, layout])
    this.store.layout(joined.layout)
    this.#joined = joined
    this.#layouts.delete(worker)
    this.#layouts.set(worker, layout)
    this.changes++
  }

  /** Forgets a worker's layout. The counts of limits that only it had are kept until the next layout. */
  leave(worker: object): void {
    this.#layouts.delete(worker)
  }

  /** Makes a worker's call. Throws if it is not valid for its layout. */
  answer(worker: object, call: CounterCall, nowMs: number): ReturnType<MemoryStore['consume']> | boolean | undefined {
    const of = this.#layouts.get(worker)!
    const { translate } = this.#joined!
    if (call.kind !== 'peek') this.changes++
    switch (call.kind) {
      case 'consume':
        return this.store.consume(translate(of, call.charges), nowMs)
      case 'peek':
        return this.store.peek(translate(of, call.charges), nowMs)
      case 'settle':
        this.store.settle(translate(of, call.charges), nowMs)
        return undefined
      case 'release':
        this.store.release(translate(of, call.charges), nowMs)
        return undefined
      case 'reset':
        this.store.reset(translate(of, call.charges), nowMs)
        return undefined
      case 'block':
        return this.store.block(translate(of, call.charges), call.forMs, nowMs)
    }
  }
}
