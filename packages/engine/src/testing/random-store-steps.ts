import type { KeyValue } from '@tidegate/model'
import type { Charge, CounterLayout, CounterSpec, SubjectSpec } from '../counters/store.ts'

/** One operation of a gate on its store. */
export type StoreStep =
  | { readonly kind: 'layout'; readonly layout: CounterLayout }
  | { readonly kind: 'consume' | 'peek' | 'settle'; readonly charges: readonly Charge[]; readonly nowMs: number }

/** Options of a random sequence of steps. */
export interface StoreStepOptions {
  readonly seed: number
  readonly length: number
  /** Whether the clock sometimes steps back. */
  readonly stepsBack: boolean
}

/**
 * A sequence of steps that depends only on the seed: a few subjects and keys, limits of all algorithms that are often exceeded,
 * pauses from zero to several periods, and occasional changes of layout.
 */
export function randomStoreSteps(options: StoreStepOptions): readonly StoreStep[] {
  const random = createRandom(options.seed)
  const below = (end: number): number => Math.floor(random() * end)
  const pick = <T>(values: readonly T[]): T => values[below(values.length)]!
  const periods = [100, 1000, 1000, 33_333]

  function randomCounter(identity: string): CounterSpec {
    const algorithm = pick(['log', 'ring', 'gcra'] as const)
    const periodMs = pick(periods)
    if (algorithm === 'gcra') return { identity, algorithm, count: 1 + below(9), periodMs, burst: 1 + below(6) }
    return { identity, algorithm, count: 1 + below(algorithm === 'log' ? 6 : 12), periodMs }
  }

  function randomSubject(identity: string): SubjectSpec {
    const counters = Array.from({ length: 1 + below(3) }, (_, i) => randomCounter(`${identity}-limit-${i}`))
    return { identity, shadow: identity.startsWith('shadow'), counters }
  }

  function changeSubject(subject: SubjectSpec): SubjectSpec {
    const counters = subject.counters.map((counter) => {
      if (random() < 0.2) return randomCounter(counter.identity)
      return random() < 0.5 ? { ...counter, count: 1 + below(9) } : counter
    })
    return { ...subject, counters: random() < 0.3 ? counters.toReversed().slice(0, 2) : counters }
  }

  function randomCharges(key: readonly KeyValue[], share: number): readonly Charge[] {
    return layout.subjects.flatMap((subject, index) =>
      subject.counters.flatMap((_, counter): Charge[] => {
        if (random() >= share) return []
        const mode = subject.shadow
          ? pick(['shadow', 'shadow-check'] as const)
          : pick(['enforce', 'enforce', 'check'] as const)
        const includingRefused = random() < 0.3
        return [{ subject: index, counter, key: subject.identity === 'total' ? [] : key, mode, includingRefused }]
      }),
    )
  }

  const keys: readonly (readonly KeyValue[])[] = [
    [{ family: 4, a: 0xc6336401, b: 0, c: 0, d: 0 }],
    [{ family: 6, a: 0xc6336401, b: 0, c: 0, d: 0 }],
    ['198.51.100.1'],
    ['a', 'b'],
    ['ab', ''],
  ]
  let layout: CounterLayout = { tag: 'test', subjects: ['ip', 'user', 'total', 'shadow ip'].map(randomSubject) }
  let nowMs = below(10_000_000)
  const steps: StoreStep[] = [{ kind: 'layout', layout }]
  while (steps.length < options.length) {
    const dice = random()
    if (dice < 0.02) {
      layout = { tag: random() < 0.05 ? 'other' : layout.tag, subjects: layout.subjects.map(changeSubject) }
      steps.push({ kind: 'layout', layout })
      // Every subject occurs once, because a store may carry counts over when it next sees them, and skip layouts in between.
      for (const key of keys) steps.push({ kind: 'consume', charges: randomCharges(key, 1), nowMs })
      continue
    }
    if (dice < 0.5) nowMs += below(30)
    else if (dice < 0.6) nowMs += below(1200)
    else if (dice < 0.62) nowMs += below(70_000)
    else if (dice < 0.64 && options.stepsBack) nowMs = Math.max(0, nowMs - below(2000))
    const kind = pick(['consume', 'consume', 'consume', 'consume', 'peek', 'settle'] as const)
    const charges = randomCharges(pick(keys), 0.7)
    steps.push({ kind, charges: kind === 'settle' ? charges.slice(0, 1) : charges, nowMs })
  }
  return steps
}

/** Creates random numbers from 0 (inclusive) to 1 (exclusive) that depend only on the seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
