import { counterFault } from '@tidegate/model'
import type { CounterKernel, Quota } from './counter-kernel.ts'
import { kernelOf } from './kernel-of.ts'
import type { CounterSpec, SubjectSpec } from './store.ts'

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
  readonly kernel: CounterKernel
  /** Bytes from the start of the row. */
  readonly offset: number
  /** The number of the layout in which the counter started; one that was removed and added again starts from zero. */
  readonly since: number
}

/** Bytes of a row before its counters. */
export const headerBytes = 16

/**
 * Bytes of one subject's row: 16 plus the states of its counters. A log takes 4 bytes per request of its count; a ring takes 48 (80 for counts
 * above 255, 144 above 65,535); a bucket takes 8. A full table takes up to 1.36 times the row's bytes for each subject of its capacity.
 */
export function rowBytes(subject: SubjectSpec): number {
  return layRow(subject, 0, undefined).rowBytes
}

/**
 * Creates the layout of a subject's rows in layout number `generation`. A counter for which the former layout has one with the same identity and
 * period keeps its `since`, unless only one of the two is a bucket. Throws `RangeError` for a counter that cannot be counted exactly.
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

/** Whether two layouts are identical, so that rows of one are valid in the other. */
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
  const fault = counterFault({ count, periodMs, burst })
  if (fault === undefined) return { count, periodMs, burst }
  throw new RangeError(
    `counter ${spec.identity} cannot be counted: ${count} per ${periodMs} ms with a burst of ${burst}`,
  )
}
