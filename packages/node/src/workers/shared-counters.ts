import { createMemoryStore, type CounterLayout, type MemoryStore } from '@tidegate/engine'
import { type JoinedLayout, joinLayouts } from './joined-layout.ts'
import type { CounterCall } from './worker-message.ts'

/** The counters of one policy, and the workers that use them. */
export class SharedCounters {
  readonly store: MemoryStore
  readonly #layouts = new Map<object, CounterLayout>()
  #joined: JoinedLayout | undefined

  constructor(capacity: number | undefined) {
    this.store = createMemoryStore(capacity === undefined ? {} : { capacity })
  }

  /** Sets the layout of a worker's charges. It is the newest: the counts of its limits apply. */
  join(worker: object, layout: CounterLayout): void {
    this.#layouts.delete(worker)
    this.#layouts.set(worker, layout)
    this.#relay()
  }

  /** Forgets a worker's layout. The counts of limits that only it had are kept until the next layout. */
  leave(worker: object): void {
    this.#layouts.delete(worker)
  }

  /** Makes a worker's call. Throws if it is not valid for its layout. */
  answer(worker: object, call: CounterCall, nowMs: number): ReturnType<MemoryStore['consume']> | boolean | undefined {
    const of = this.#layouts.get(worker)!
    const { translate } = this.#joined!
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

  #relay(): void {
    const joined = joinLayouts([...this.#layouts.values()])
    this.store.layout(joined.layout)
    this.#joined = joined
  }
}
