import type { Outcome, Reason } from '@tidegate/engine'
import type { FoundClient } from './found-client.ts'
import type { Verdict } from '@tidegate/engine/simulate'
import type { LogRecord } from '@tidegate/access-logs'
import { type AudienceTally, createAudienceTally } from './audience-tally.ts'
import { createTally, keysOf, type Tally, type TallyKeys, type TallySize } from './tally.ts'
import { createTimeline, type Timeline } from './timeline.ts'

/** The decisions of one policy on the requests of a log. */
export interface TrafficTally {
  /** `answer`: how the server answered when the log was written. */
  readonly add: (record: LogRecord, atMs: number, verdict: Verdict, client: FoundClient, answer: PastAnswer) => void
  readonly outcomes: Readonly<Record<Outcome, number>>
  /**
   * Requests that a rule refused, or would have refused if it is a shadow rule, by the index of the rule; requests that were
   * refused before any rule was evaluated, by the reason.
   */
  readonly causes: ReadonlyMap<number | Reason, Cause>
  /** All requests that were refused. */
  readonly refused: Tally
  /** Who sent the requests. */
  readonly audience: AudienceTally
  /** Requests by how the server answered when the log was written. */
  readonly answered: Readonly<Record<PastAnswer, { readonly count: number; readonly refused: number }>>
  /** Series 0 to 2 are `pass`, `block` and `limit`; causes name the others. */
  readonly timeline: Timeline
  readonly span: () => { readonly firstMs: number; readonly lastMs: number } | undefined
}

/** How a server answered: `well` with status 1xx to 3xx, or `unknown` if the log does not say it. */
export type PastAnswer = 'well' | 'badly' | 'unknown'

/** Returns how the server answered, by the status in the log. */
export function answerOf({ status }: LogRecord): PastAnswer {
  return status < 100 ? 'unknown' : status < 400 ? 'well' : 'badly'
}

/** Requests that were refused, or would have been, for one reason. */
export interface Cause {
  readonly tally: Tally
  /** Its series in the timeline. */
  readonly series: number
}

/** The series of each outcome. */
export const outcomeSeries: Readonly<Record<Outcome, number>> = { pass: 0, block: 1, limit: 2 }

/** Creates an empty tally for a policy with this number of rules. */
export function createTrafficTally(ruleCount: number): TrafficTally {
  const size = sizeFor(ruleCount)
  const outcomes = { pass: 0, block: 0, limit: 0 }
  const causes = new Map<number | Reason, Cause>()
  const refused = createTally(size)
  const answered = {
    well: { count: 0, refused: 0 },
    badly: { count: 0, refused: 0 },
    unknown: { count: 0, refused: 0 },
  }
  const audience = createAudienceTally()
  const timeline = createTimeline()
  let firstMs = Number.NaN
  let lastMs = Number.NaN

  function add(record: LogRecord, atMs: number, verdict: Verdict, client: FoundClient, answer: PastAnswer): void {
    const { outcome } = verdict
    answered[answer].count++
    if (outcome !== 'pass') answered[answer].refused++
    if (Number.isNaN(firstMs)) firstMs = atMs
    lastMs = atMs
    outcomes[outcome]++
    timeline.add(outcomeSeries[outcome], atMs)
    if (outcome === 'pass') audience.add(record, false, answer === 'well', undefined)
    if (outcome === 'pass' && verdict.shadows.length === 0) return
    const keys = keysOf(record, client)
    for (const rule of verdict.shadows) addTo(rule, record, keys, atMs)
    if (outcome === 'pass') return
    audience.add(record, true, answer === 'well', keys.clientHash)
    refused.add(record, keys)
    addTo(verdict.rule < 0 ? verdict.reason : verdict.rule, record, keys, atMs)
  }

  function addTo(key: number | Reason, record: LogRecord, keys: TallyKeys, atMs: number): void {
    let cause = causes.get(key)
    if (cause === undefined) {
      cause = { tally: createTally(size), series: 3 + causes.size }
      causes.set(key, cause)
    }
    cause.tally.add(record, keys)
    timeline.add(cause.series, atMs)
  }

  return {
    add,
    outcomes,
    causes,
    refused,
    audience,
    answered,
    timeline,
    span: () => (Number.isNaN(firstMs) ? undefined : { firstMs, lastMs }),
  }
}

const allPlaces = 60_000

/** WHY: all rules share the memory, since a policy may have thousands of them; a key takes at most about 200 bytes. */
export function sizeFor(ruleCount: number): TallySize {
  return { places: Math.max(16, Math.min(256, Math.floor(allPlaces / Math.max(1, ruleCount)))), examples: 3 }
}
