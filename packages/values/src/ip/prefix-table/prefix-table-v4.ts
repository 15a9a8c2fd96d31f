import type { ClassRuns } from './class-runs.ts'

/**
 * Classes of all IPv4 addresses. The upper `indexBits` bits of an address choose a bucket, and the other bits are searched among the
 * starts of the runs that begin inside that bucket:
 *
 *     address   |<- indexBits ->|<----- low bits ----->|
 *                 bucket b         lows[index[b]] … lows[index[b + 1] - 1], ascending
 *                                  classes at the same positions; before the first low: base[b]
 */
export interface PrefixTableV4 {
  /** Number of upper bits that choose a bucket, 1 to 16. */
  readonly indexBits: number
  /** Where the runs of each bucket begin in `lows`; one more entry than there are buckets. */
  readonly index: Uint32Array
  /** The class at the start of each bucket. */
  readonly base: Uint16Array | Uint32Array
  readonly lows: Uint16Array | Uint32Array
  readonly classes: Uint16Array | Uint32Array
}

/** What was read ahead, so that no compiler leaves the reads out. */
const readAhead = new Int32Array(1)

/** Returns the class of an IPv4 address. Logarithmic in the number of runs of its bucket, at most 16 steps from 16 index bits. */
export function classOfV4(table: PrefixTableV4, a: number): number {
  const { index, base, lows, classes } = table
  const lowBits = 32 - table.indexBits
  const bucket = a >>> lowBits
  const start = index[bucket]!
  let size = index[bucket + 1]! - start
  if (size === 0) return base[bucket]!
  // WHY: a processor waits for distant memory once if lines are requested together, but the search requests each one only after it has compared what
  // the one before it contains. Processors also fetch neighbours, so these are all lines of usual buckets.
  const middle = start + (size >>> 1)
  const last = start + size - 1
  readAhead[0] = lows[start]! ^ lows[last]! ^ classes[start]! ^ classes[middle]! ^ classes[last]!
  const low = a & ((1 << lowBits) - 1)
  let at = start
  // INVARIANT: every low before `at` is at most `low`, and none from `at + size` on is. A step ends with a comparison whose sign
  // bit, not a branch, chooses the half: a branch would be mispredicted half of the time.
  while (size > 1) {
    const half = size >>> 1
    at += half & ((lows[at + half - 1]! - low - 1) >> 31)
    size -= half
  }
  at += ((lows[at]! - low - 1) >> 31) & 1
  return at === start ? base[bucket]! : classes[at - 1]!
}

/** Builds the table for a family's runs. Linear. */
export function buildPrefixTableV4(runs: ClassRuns, classCount: number): PrefixTableV4 {
  const indexBits = chooseIndexBits(runs.count)
  const lowBits = 32 - indexBits
  const bucketCount = 2 ** indexBits
  const index = new Uint32Array(bucketCount + 1)
  const base = classArray(bucketCount, classCount)
  const lows = lowBits <= 16 ? new Uint16Array(runs.count) : new Uint32Array(runs.count)
  const classes = classArray(runs.count, classCount)
  let run = 0
  let size = 0
  for (let bucket = 0; bucket < bucketCount; bucket++) {
    index[bucket] = size
    // A run that begins with the bucket needs no low.
    if (run < runs.count && runs.starts[run] === bucket * 2 ** lowBits) run++
    base[bucket] = runs.classes[run - 1]!
    for (; run < runs.count && runs.starts[run]! >>> lowBits === bucket; run++) {
      lows[size] = runs.starts[run]! & (2 ** lowBits - 1)
      classes[size++] = runs.classes[run]!
    }
  }
  index[bucketCount] = size
  return { indexBits, index, base, lows: lows.slice(0, size), classes: classes.slice(0, size) }
}

/** Returns why `classOfV4` could read out of bounds or return an unknown class; undefined if it cannot. */
export function checkPrefixTableV4(table: PrefixTableV4, classCount: number): string | undefined {
  const { indexBits, index, base, lows, classes } = table
  if (!Number.isInteger(indexBits) || indexBits < 1 || indexBits > 16) return 'IPv4 index bits are not 1 to 16'
  if (!(index instanceof Uint32Array) || index.length !== 2 ** indexBits + 1) return 'IPv4 index has a wrong length'
  if (!isWords(base) || base.length !== 2 ** indexBits) return 'IPv4 base has a wrong length'
  if (!isWords(lows) || !isWords(classes) || lows.length !== classes.length) return 'IPv4 runs have a wrong length'
  if (index[0] !== 0 || index[2 ** indexBits] !== lows.length) return 'IPv4 index does not cover the runs'
  for (let bucket = 0; bucket < base.length; bucket++) {
    const start = index[bucket]!
    const end = index[bucket + 1]!
    if (start > end || end > lows.length) return `IPv4 bucket ${bucket} has runs that do not exist`
    for (let at = start; at < end; at++) {
      if (lows[at]! >= 2 ** (32 - indexBits)) return `IPv4 run ${at} is outside of its bucket`
      if (at > start && lows[at]! <= lows[at - 1]!) return `IPv4 run ${at} is out of order`
    }
  }
  if (base.some((cls) => cls >= classCount) || classes.some((cls) => cls >= classCount)) return 'unknown IPv4 class'
  return undefined
}

// About one run per bucket, so that a short list stays small; 16 bits as soon as that index is small compared to the runs.
function chooseIndexBits(runCount: number): number {
  if (runCount >= 8192) return 16
  return Math.max(1, Math.ceil(Math.log2(runCount)))
}

function classArray(length: number, classCount: number): Uint16Array | Uint32Array {
  return classCount <= 0x10000 ? new Uint16Array(length) : new Uint32Array(length)
}

function isWords(value: unknown): value is Uint16Array | Uint32Array {
  return value instanceof Uint16Array || value instanceof Uint32Array
}
