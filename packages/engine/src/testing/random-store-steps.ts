import type { KeyValue } from '@tidegate/model'
import type { CalendarPeriod, Charge, CounterLayout, CounterSpec, SubjectSpec } from '../counters/store.ts'

/** One operation of a gate on its store. */
export type StoreStep =
  | { readonly kind: 'layout'; readonly layout: CounterLayout }
  | {
      readonly kind: 'consume' | 'peek' | 'settle' | 'release'
      readonly charges: readonly Charge[]
      readonly nowMs: number
      /** The wall clock, by which calendar periods are reckoned. */
      readonly wallMs: number
    }

/** Options of a random sequence of steps. */
export interface StoreStepOptions {
  readonly seed: number
  readonly length: number
  /** Whether the clocks sometimes step back: that of the store, and the wall clock by less than a minute. */
  readonly stepsBack: boolean
  /** Whether some counters count places at once. */
  readonly atOnce: boolean
  /** Whether the layout sometimes changes; true if absent. */
  readonly reloads?: boolean
  /** Whether a change of the layout may let a bucket drain more slowly; true if absent. */
  readonly slowsBuckets?: boolean
}

/**
 * A sequence of steps that depends only on the seed: a few subjects and keys, limits of all algorithms that are often exceeded, some with blocks,
 * charges of no place to more than there are, pauses from zero to several periods, requests in progress, and occasional changes of layout.
 */
export function randomStoreSteps(options: StoreStepOptions): readonly StoreStep[] {
  const random = createRandom(options.seed)
  const below = (end: number): number => Math.floor(random() * end)
  const pick = <T>(values: readonly T[]): T => values[below(values.length)]!
  const periods = [100, 1000, 1000, 33_333]

  const algorithms = ['log', 'ring', 'gcra', 'calendar', ...(options.atOnce ? ['at-once' as const] : [])] as const

  function randomCounter(identity: string): CounterSpec {
    const algorithm = pick(algorithms)
    const periodMs = pick(periods)
    const count = 1 + below(algorithm === 'log' ? 6 : 12)
    const common = { identity, count, ...(random() < 0.3 && { blockMs: pick([500, 5000, 90_000]) }) }
    switch (algorithm) {
      case 'log':
      case 'ring':
        return { ...common, algorithm, periodMs }
      case 'gcra':
        return { ...common, algorithm, periodMs, burst: 1 + below(6) }
      case 'calendar':
        return { ...common, algorithm, unit: pick(['minute', 'minute', 'hour'] as const), zone: 'UTC' }
      case 'at-once':
        return { ...common, algorithm }
    }
  }

  function randomSubject(identity: string): SubjectSpec {
    const counters = Array.from({ length: 1 + below(3) }, (_, i) => randomCounter(`${identity}-limit-${i}`))
    return { identity, shadow: identity.startsWith('shadow'), counters }
  }

  function changeSubject(subject: SubjectSpec): SubjectSpec {
    const counters = subject.counters.map((counter) => {
      if (random() < 0.2) {
        const other = randomCounter(counter.identity)
        return options.slowsBuckets === false && other.algorithm === 'gcra' ? counter : other
      }
      const { blockMs, ...others } = counter
      if (random() < 0.2) return blockMs === undefined ? { ...others, blockMs: 3000 } : others
      const least = options.slowsBuckets === false && counter.algorithm === 'gcra' ? counter.count : 1
      return random() < 0.5 ? { ...counter, count: least + below(9) } : counter
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
        const spec = subject.counters[counter]!
        const charge = {
          subject: index,
          counter,
          key: subject.identity === 'total' ? [] : key,
          mode,
          includingRefused,
          places: random() < 0.6 ? 1 : below(spec.count + 3),
        }
        if (spec.algorithm === 'calendar')
          return [{ ...charge, period: periodAt(spec.unit === 'minute' ? 'minute' : 'hour', wallMs) }]
        return [spec.algorithm === 'at-once' ? { ...charge, lease: `request ${steps.length}` } : charge]
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
  let wallMs = 1_790_000_000_000 + below(10_000_000)
  let lateMs = 0
  const inProgress: (readonly Holding[])[] = []
  const steps: StoreStep[] = [{ kind: 'layout', layout }]
  while (steps.length < options.length) {
    const dice = random()
    if (dice < 0.02 && options.reloads !== false) {
      layout = { tag: random() < 0.05 ? 'other' : layout.tag, subjects: layout.subjects.map(changeSubject) }
      steps.push({ kind: 'layout', layout })
      // Every subject occurs once, because a store may carry counts over when it next sees them, and skip layouts in between.
      for (const key of keys) steps.push({ kind: 'consume', charges: randomCharges(key, 1), nowMs, wallMs })
      continue
    }
    const restMs = dice < 0.5 ? below(30) : dice < 0.6 ? below(1200) : dice < 0.62 ? below(70_000) : 0
    nowMs += restMs
    wallMs += restMs
    if (dice >= 0.62 && dice < 0.64 && options.stepsBack) nowMs = Math.max(0, nowMs - below(2000))
    if (dice >= 0.64 && dice < 0.65 && options.stepsBack) {
      wallMs += lateMs
      lateMs = below(45_000)
      wallMs -= lateMs
    }
    if (inProgress.length > 0 && random() < 0.3) {
      // Some are released twice, and some after a reload.
      const holdings = pick(inProgress)
      if (random() < 0.9) inProgress.splice(inProgress.indexOf(holdings), 1)
      steps.push({ kind: 'release', charges: chargesIn(layout, holdings), nowMs, wallMs })
      continue
    }
    const kind = pick(['consume', 'consume', 'consume', 'consume', 'peek', 'settle'] as const)
    const charges = randomCharges(pick(keys), 0.7)
    const holdings = holdingsOf(layout, charges)
    if (kind === 'consume' && holdings.length > 0) inProgress.push(holdings)
    steps.push({ kind, charges: kind === 'settle' ? charges.slice(0, 1) : charges, nowMs, wallMs })
  }
  return steps
}

/** A charge of places at once, with the identities that find its counter in a later layout. */
interface Holding {
  readonly subject: string
  readonly counter: string
  readonly charge: Charge
}

function holdingsOf({ subjects }: CounterLayout, charges: readonly Charge[]): readonly Holding[] {
  return charges
    .filter(({ lease }) => lease !== undefined)
    .map((charge) => {
      const { identity, counters } = subjects[charge.subject]!
      return { subject: identity, counter: counters[charge.counter]!.identity, charge }
    })
}

function chargesIn({ subjects }: CounterLayout, holdings: readonly Holding[]): readonly Charge[] {
  return holdings.flatMap(({ subject: subjectIdentity, counter: identity, charge }) => {
    const subject = subjects.findIndex((spec) => spec.identity === subjectIdentity)
    const counter = subjects[subject]?.counters.findIndex((spec) => spec.identity === identity) ?? -1
    return counter < 0 ? [] : [{ ...charge, subject, counter }]
  })
}

/** The calendar period of a unit in UTC at an instant of the wall clock. */
export function periodAt(unit: 'minute' | 'hour', wallMs: number): CalendarPeriod {
  const length = unit === 'minute' ? 60_000 : 3_600_000
  const startMs = Math.floor(wallMs / length) * length
  return { startMs, endsInMs: startMs + length - wallMs }
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
