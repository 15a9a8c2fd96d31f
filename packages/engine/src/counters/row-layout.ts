import { counterFault, maxPeriodMs } from '@tidegate/model'
import { longestPeriodMs } from './calendar.ts'
import type { CounterKernel, Quota } from './counter-kernel.ts'
import { HeldPlaces, type PlacesInUse } from './held-places.ts'
import { kernelOf } from './kernel-of.ts'
import type { CounterAlgorithm, CounterSpec, SubjectSpec } from './store.ts'

/**
 * The layout of the counters of one subject in its row:
 *
 *     at + 0   64 bits   fingerprint of the key; if its first word is 0, the slot is empty
 *     at + 8   double    the instant to which the counters' states belong
 *     at + 16            the states, in the order of the subject's counters
 */
export interface RowLayout {
  readonly counters: readonly PlacedCounter[]
  /** Bytes of a row, a multiple of 8. */
  readonly rowBytes: number
  /** Milliseconds without use after which a row is certainly blank. */
  readonly spanMs: number
}

/** A counter and the position of its state. */
export interface PlacedCounter extends Quota {
  readonly identity: string
  readonly algorithm: CounterAlgorithm
  /** 0 if there is no block. */
  readonly blockMs: number
  readonly held: PlacesInUse | undefined
  /** What has to be the same for counts to carry over: the length of the period, or its unit and zone. */
  readonly period: string
  readonly kernel: CounterKernel
  /** Bytes from the start of the row. */
  readonly offset: number
  /** The number of the layout in which the counter started; one that was removed and added again starts from zero. */
  readonly since: number
}

/** What a later layout has to know of a counter. */
export type FormerCounter = Pick<PlacedCounter, 'identity' | 'algorithm' | 'period' | 'since' | 'held'>

/** Bytes of a row before its counters. */
export const headerBytes = 16

/**
 * Bytes of one subject's row: 16 plus the states of its counters. A log takes 4 bytes per request of its count; a ring takes 48 (80 for counts
 * above 255, 144 above 65,535); a bucket takes 8, a calendar period 24, places at once none. A block takes 8 more. A full table takes up to 1.36 times
 * the row's bytes for each subject of its capacity.
 */
export function rowBytes(subject: SubjectSpec): number {
  return layRow(subject, 0, undefined).rowBytes
}

/**
 * Creates the layout of a subject's rows in layout number `generation`. A counter for which the former layout has one with the same identity and
 * period keeps its `since`, if one algorithm takes over the counts of the other. `countPlaces` creates the counts of places at once of a counter that has
 * none yet. Throws `RangeError` for a counter that cannot be counted exactly.
 */
export function layRow(
  subject: SubjectSpec,
  generation: number,
  former: { readonly counters: readonly FormerCounter[] } | undefined,
  countPlaces: (identity: string, since: number) => PlacesInUse = () => new HeldPlaces(0),
): RowLayout {
  let offset = headerBytes
  let spanMs = 0
  const counters = subject.counters.map((spec): PlacedCounter => {
    const { identity, algorithm, blockMs = 0 } = spec
    const quota = checkQuota(spec)
    const period = periodOf(spec)
    const kernel = kernelOf(algorithm, blockMs > 0)
    const earlier = former?.counters.find((counter) => counter.identity === identity)
    const continues = earlier !== undefined && earlier.period === period && takesOver(algorithm, earlier.algorithm)
    const since = continues ? earlier.since : generation
    const held =
      algorithm === 'at-once' ? ((continues ? earlier.held : undefined) ?? countPlaces(identity, since)) : undefined
    const placed = { ...quota, blockMs, held, identity, algorithm, period, kernel, offset, since }
    offset += kernel.stateBytes(placed)
    spanMs = Math.max(spanMs, kernel.spanMs(placed))
    return placed
  })
  return { counters, rowBytes: offset, spanMs }
}

/** Whether two layouts are identical, so that rows of one are valid in the other. */
export function sameLayout(x: RowLayout, y: RowLayout): boolean {
  return (
    x.counters.length === y.counters.length && x.counters.every((counter, i) => sameCounter(counter, y.counters[i]!))
  )
}

function takesOver(algorithm: CounterAlgorithm, earlier: CounterAlgorithm): boolean {
  return algorithm === earlier || (kernelOf(algorithm).newest !== undefined && kernelOf(earlier).newest !== undefined)
}

function sameCounter(x: PlacedCounter, y: PlacedCounter): boolean {
  return (
    x.identity === y.identity &&
    x.since === y.since &&
    x.kernel === y.kernel &&
    x.count === y.count &&
    x.burst === y.burst &&
    x.blockMs === y.blockMs
  )
}

/** The period of a counter as text, which has to be the same for its counts to carry over: its length, or its unit and zone; none for places at once. */
export function periodOf(spec: CounterSpec): string {
  switch (spec.algorithm) {
    case 'log':
    case 'ring':
    case 'gcra':
      return String(spec.periodMs)
    case 'calendar':
      return `${spec.unit} ${spec.zone}`
    case 'at-once':
      return ''
  }
}

function quotaOf(spec: CounterSpec): Quota {
  switch (spec.algorithm) {
    case 'log':
    case 'ring':
    case 'gcra':
      return { count: spec.count, periodMs: spec.periodMs, burst: spec.burst ?? 1 }
    case 'calendar':
      return { count: spec.count, periodMs: longestPeriodMs[spec.unit], burst: 1 }
    case 'at-once':
      return { count: spec.count, periodMs: 0, burst: 1 }
  }
}

function checkQuota(spec: CounterSpec): Quota {
  const quota = quotaOf(spec)
  const { identity, algorithm, count, blockMs } = spec
  const isWindow = algorithm !== 'calendar' && algorithm !== 'at-once'
  // Only counters with a sliding period multiply it.
  const fault = counterFault(isWindow ? quota : { count, periodMs: 1 })
  if (fault !== undefined) {
    const period = isWindow ? `per ${quota.periodMs} ms with a burst of ${quota.burst}` : algorithm
    throw new RangeError(`counter ${identity} cannot be counted: ${count} ${period}`)
  }
  if (blockMs !== undefined && !(Number.isInteger(blockMs) && blockMs >= 1 && blockMs <= maxPeriodMs)) {
    throw new RangeError(`counter ${identity} cannot block for ${blockMs} ms`)
  }
  return quota
}
