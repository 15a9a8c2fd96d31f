import type { Charge, CounterLayout, CounterStore } from '@tidegate/engine'

/** One limit by address. */
export const oneLimit: CounterLayout = {
  tag: 'bench',
  subjects: [
    {
      identity: 'ip',
      shadow: false,
      counters: [{ identity: 'limit', algorithm: 'ring', count: 1_000_000, periodMs: 60_000 }],
    },
  ],
}

/** The charges of a request, by 10,000 clients in turn; `of` tells clients of several threads apart. */
export function oneCharge(at: number, of = 0): readonly Charge[] {
  const key = [{ family: 4 as const, a: at % 10_000, b: of, c: 0, d: 0 }]
  return [{ subject: 0, counter: 0, key, mode: 'enforce', includingRefused: false, places: 1 }]
}

/** Gives a store the limit, and returns what charges it. */
export function consumeOf(store: CounterStore): (at: number) => ReturnType<CounterStore['consume']> {
  store.layout(oneLimit)
  return (at) => store.consume(oneCharge(at), performance.now())
}
