import type { CounterKernel, Quota } from './counter-kernel.ts'
import { kernelOf } from './kernel-of.ts'
import type { CounterSpec, SubjectSpec } from './store.ts'

/**
 * Where the counters of one subject lie in its row:
 *
 *     at + 0   64 bits   fingerprint of the key; its first word 0: the slot is empty
 *     at + 8   double    the instant to which the counters' states belong
 *     at + 16            the states, in the order of the subject's counters
 */
export interface RowLayout {
  readonly counters: readonly PlacedCounter[]
  /** A multiple of 8. */
  readonly rowBytes: number
  /** Milliseconds after which a row that was not touched meanwhile is surely blank. */
  readonly spanMs: number
}

/** A counter and where its state lies. */
export interface PlacedCounter extends Quota {
  readonly identity: string
  readonly kernel: CounterKernel
  /** Bytes from the start of the row. */
  readonly offset: number
  /** The number of the layout in which it began: a counter that went and came back began anew. */
  readonly since: number
}

/** Bytes of a row in front of its counters. */
export const headerBytes = 16

/**
 * Bytes of one subject's row: 16 and the states of its counters. A log takes 4 bytes a place, a ring 48 (80 above 255, 144 above
 * 65,535), a bucket 8. A full table takes 1.32 of that for each subject of its capacity.
 */
export function rowBytes(subject: SubjectSpec): number {
  return layRow(subject, 0, undefined).rowBytes
}

/**
 * The layout of a subject's rows as of layout number `generation`. Counters that the former layout also has, by identity and
 * period, keep their `since`, unless one of both is a bucket and the other is not. Throws `RangeError` for a counter that cannot be counted exactly.
 */
export function layRow(subject: SubjectSpec, generation: number, former: RowLayout | undefined): RowLayout {
  let offset = headerBytes
  let spanMs = 0
  const counters = subject.counters.map((spec): PlacedCounter => {
    const quota = checkQuota(spec)
    const kernel = kernelOf(spec.algorithm)
    const earlier = former?.counters.find((counter) => counter.identity === spec.identity)
    const continues = earlier !== undefined && earlier.periodMs === quota.periodMs && takesOver(kernel, earlier.kernel)
    const placed = { ...quota, identity: spec.identity, kernel, offset, since: continues ? earlier.since : generation }
    offset += kernel.stateBytes(quota)
    spanMs = Math.max(spanMs, kernel.spanMs(quota))
    return placed
  })
  return { counters, rowBytes: offset, spanMs }
}

/** Whether two layouts are the same, place by place, so that rows of one are rows of the other. */
export function sameLayout(x: RowLayout, y: RowLayout): boolean {
  return (
    x.counters.length === y.counters.length && x.counters.every((counter, i) => sameCounter(counter, y.counters[i]!))
  )
}

function takesOver(kernel: CounterKernel, earlier: CounterKernel): boolean {
  return kernel === earlier || (kernel.newest !== undefined && earlier.newest !== undefined)
}

function sameCounter(x: PlacedCounter, y: PlacedCounter): boolean {
  return (
    x.identity === y.identity &&
    x.since === y.since &&
    x.kernel === y.kernel &&
    x.count === y.count &&
    x.burst === y.burst
  )
}

function checkQuota(spec: CounterSpec): Quota {
  const { count, periodMs, burst = 1 } = spec
  const fits =
    isWhole(count, 2 ** 31 - 1) &&
    isWhole(periodMs, 2 ** 40) &&
    isWhole(burst, 2 ** 31 - 1) &&
    burst * periodMs < 2 ** 53
  if (!fits) {
    throw new RangeError(
      `counter ${spec.identity} cannot be counted: ${count} per ${periodMs} ms with a burst of ${burst}`,
    )
  }
  return { count, periodMs, burst }
}

function isWhole(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= most
}
