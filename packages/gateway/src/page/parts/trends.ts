import type { Operator } from '../../operator/operator.ts'

/** How counts changed in the last hour, minute by minute. */
export interface Trends {
  /** Decisions by outcome in each minute of the last hour, the oldest first. */
  readonly decisions: () => Readonly<Record<Outcome, readonly number[]>>
  /** Refusals of a rule in each minute of the last hour; undefined if it has refused nothing in it. */
  readonly ofRule: (site: string, ruleId: string) => readonly number[] | undefined
  /** Decisions per second over the last ten seconds or so. */
  readonly perSecond: () => number
  /** Reads the counts; to be called every few seconds. */
  readonly sample: () => void
}

type Outcome = 'pass' | 'block' | 'limit'

const minutes = 60
const minuteMs = 60_000
/** Rules whose trend is kept: those that refused most. */
const maxRules = 500

/** One counter's growth by minute, in a ring. */
interface Ring {
  last: number
  minute: number
  readonly counts: Float64Array
}

/** Creates empty trends. Memory is bounded: 500 bytes for each of at most 500 rules. */
export function createTrends(operator: Pick<Operator, 'status' | 'rules'>, nowMs: () => number): Trends {
  const totals: Readonly<Record<Outcome, Ring>> = { pass: ringAt(0), block: ringAt(0), limit: ringAt(0) }
  const rules = new Map<string, Ring>()
  let sampledMs = nowMs()
  let decided = 0
  let rate = 0
  let wereTooMany = false

  function minuteOf(): number {
    return Math.floor(nowMs() / minuteMs)
  }

  function ringAt(last: number): Ring {
    return { last, minute: minuteOf(), counts: new Float64Array(minutes) }
  }

  /** Empties the minutes since the ring was last used. */
  function forward(ring: Ring): void {
    const minute = minuteOf()
    for (let at = Math.max(ring.minute + 1, minute - minutes + 1); at <= minute; at++) ring.counts[at % minutes] = 0
    ring.minute = Math.max(ring.minute, minute)
  }

  function add(ring: Ring, total: number): void {
    forward(ring)
    // WHY the maximum: counts of a rule start again when it is removed and added.
    ring.counts[ring.minute % minutes]! += Math.max(0, total - ring.last)
    ring.last = total
  }

  function countsOf(ring: Ring): readonly number[] {
    forward(ring)
    return Array.from({ length: minutes }, (_, at) => ring.counts[(ring.minute + 1 + at) % minutes]!)
  }

  function sample(): void {
    const sums = { pass: 0, block: 0, limit: 0 }
    for (const { decisions } of operator.status().sites) {
      sums.pass += decisions.pass
      sums.block += decisions.block
      sums.limit += decisions.limit
    }
    for (const outcome of ['pass', 'block', 'limit'] as const) add(totals[outcome], sums[outcome])
    const total = sums.pass + sums.block + sums.limit
    const elapsedMs = nowMs() - sampledMs
    if (elapsedMs > 0) rate = Math.max(0, total - decided) / (elapsedMs / 1_000)
    decided = total
    sampledMs = nowMs()
    sampleRules()
  }

  function sampleRules(): void {
    const seen = new Set<string>()
    for (const { site, rule, refused, wouldRefuse } of operator.rules()) {
      const total = refused + wouldRefuse
      if (total === 0) break
      if (seen.size >= maxRules) {
        wereTooMany = true
        break
      }
      const key = keyOf(site, rule.id)
      seen.add(key)
      const ring = rules.get(key)
      if (ring !== undefined) add(ring, total)
      else {
        // Whatever it refused, it refused since the last sample, unless it was left out then.
        const created = ringAt(wereTooMany ? total : 0)
        rules.set(key, created)
        add(created, total)
      }
    }
    for (const key of rules.keys()) if (!seen.has(key)) rules.delete(key)
  }

  return {
    decisions: () => ({
      pass: countsOf(totals.pass),
      block: countsOf(totals.block),
      limit: countsOf(totals.limit),
    }),
    ofRule: (site, ruleId) => {
      const ring = rules.get(keyOf(site, ruleId))
      return ring === undefined ? undefined : countsOf(ring)
    },
    perSecond: () => rate,
    sample,
  }
}

function keyOf(site: string, ruleId: string): string {
  return `${site} ${ruleId}`
}
