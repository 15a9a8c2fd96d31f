import type { Verdict } from '@tidegate/engine/simulate'
import type { FoundClient } from './found-client.ts'
import type { LogRecord } from '@tidegate/access-logs'
import { createTally, keysOf, type Tally } from './tally.ts'

/** The answer of one policy. */
export type Answer = Pick<Verdict, 'outcome' | 'status' | 'rule' | 'reason'>

/** Requests that two policies answer differently, with the same pair of answers. */
export interface Change {
  readonly from: Answer
  readonly to: Answer
  readonly tally: Tally
}

/** How the answers of two policies to the same requests differ. */
export interface DifferenceTally {
  readonly add: (record: LogRecord, from: Verdict, to: Verdict, client: FoundClient) => void
  /** Returns the number of requests with the same outcome and status, whatever the reason. */
  readonly same: () => number
  readonly different: () => number
  /**
   * Returns the changes, most frequent first. At most a thousand kinds of changes are recorded; requests with other changes are
   * counted only by `different`.
   */
  readonly changes: () => readonly Change[]
}

const maxChanges = 1_000

/** Creates an empty tally. */
export function createDifferenceTally(): DifferenceTally {
  const changes = new Map<string, Change>()
  let same = 0
  let different = 0

  function add(record: LogRecord, from: Verdict, to: Verdict, client: FoundClient): void {
    if (from.outcome === to.outcome && from.status === to.status) {
      same++
      return
    }
    different++
    const key = `${nameOf(from)} ${nameOf(to)}`
    let change = changes.get(key)
    if (change === undefined) {
      if (changes.size >= maxChanges) return
      change = { from: answerOf(from), to: answerOf(to), tally: createTally({ places: 128, examples: 3 }) }
      changes.set(key, change)
    }
    change.tally.add(record, keysOf(record, client))
  }

  return {
    add,
    same: () => same,
    different: () => different,
    changes: () => [...changes.values()].toSorted((x, y) => y.tally.count() - x.tally.count()),
  }
}

function nameOf({ rule, reason, status }: Verdict): string {
  return `${rule} ${reason} ${status}`
}

function answerOf({ outcome, status, rule, reason }: Verdict): Answer {
  return { outcome, status, rule, reason }
}
