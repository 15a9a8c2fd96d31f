import type { Fault } from './formats/line-reader.ts'
import { copyString } from './copy-string.ts'

/** Lines that could not be read, grouped by reason. */
export interface Unreadable {
  readonly add: (fault: Fault, line: UnreadLine) => void
  readonly total: () => number
  /** The reasons, most frequent first. */
  readonly reasons: () => readonly UnreadReason[]
}

/** A line that could not be read. */
export interface UnreadLine {
  /** The index of its log. */
  readonly log: number
  readonly lineNumber: number
  readonly text: string
}

export interface UnreadReason {
  readonly fault: Fault
  readonly count: number
  /** The first lines with this reason. */
  readonly examples: readonly UnreadLine[]
}

const maxExamples = 3
const maxExampleLength = 300

/** Creates an empty tally. */
export function createUnreadable(): Unreadable {
  // INVARIANT: faults come from a fixed set, so there are few keys.
  const reasons = new Map<Fault, { count: number; readonly examples: UnreadLine[] }>()
  let total = 0

  function add(fault: Fault, { log, lineNumber, text }: UnreadLine): void {
    let reason = reasons.get(fault)
    if (reason === undefined) {
      reason = { count: 0, examples: [] }
      reasons.set(fault, reason)
    }
    total++
    reason.count++
    if (reason.examples.length < maxExamples)
      reason.examples.push({ log, lineNumber, text: copyString(text, maxExampleLength) })
  }

  return {
    add,
    total: () => total,
    reasons: () => [...reasons].map(([fault, reason]) => ({ fault, ...reason })).toSorted((x, y) => y.count - x.count),
  }
}
