import type { AudienceGroups } from './find-audiences.ts'
import type { EnforcedRule } from './enforced-rule.ts'
import { hoursOutside } from './hours-union.ts'
import { ownOrDefault } from '../parse/own-or-default.ts'
import type { GroupRecord, RobotsData } from '../parse/robots-data.ts'

type RecordOf<Kind extends GroupRecord['kind']> = Extract<GroupRecord, { readonly kind: Kind }>

/** How many requests a crawler may send ahead of its Crawl-delay, so that parallel fetches are not refused. */
const delayBurst = 3

/**
 * Returns the limits and hours of the audience. Every Request-rate is a limit in its hours; Crawl-delay is a limit outside of
 * them (all day if there are none); outside all Visit-times the client is refused. Records before the first group apply if the
 * audience has none of the kind.
 */
export function enforceTimes({ audience, groups }: AudienceGroups, data: RobotsData): readonly EnforcedRule[] {
  const records = groups.flatMap((group) => group.records)
  const rates = ownOrDefault(records, data.preamble, isRate)
  const limits = rates.map(({ documents, periodSeconds, hours, line }): EnforcedRule => ({
    kind: 'limit',
    audience,
    count: documents,
    periodSeconds,
    burst: undefined,
    during: hours === undefined ? undefined : [hours],
    line,
  }))
  return [...limits, ...delayLimit(), ...closedHours()]

  function delayLimit(): readonly EnforcedRule[] {
    const slowest = ownOrDefault(records, data.preamble, isDelay).reduce<RecordOf<'crawl-delay'> | undefined>(
      (best, record) => (best === undefined || record.seconds > best.seconds ? record : best),
      undefined,
    )
    if (slowest === undefined || slowest.seconds < 0.001) return []
    const covered = rates.map((rate) => rate.hours)
    if (covered.includes(undefined)) return []
    const during = covered.length === 0 ? undefined : hoursOutside(covered.filter((hours) => hours !== undefined))
    if (during?.length === 0) return []
    const { count, periodSeconds } = wholeNumbers(slowest.seconds)
    return [{ kind: 'limit', audience, count, periodSeconds, burst: delayBurst, during, line: slowest.line }]
  }

  function closedHours(): readonly EnforcedRule[] {
    const visits = ownOrDefault(records, data.preamble, isVisit)
    const first = visits[0]
    if (first === undefined) return []
    const closed = hoursOutside(visits.map((visit) => visit.hours))
    return closed.length === 0 ? [] : [{ kind: 'block-hours', audience, closed, line: first.line }]
  }
}

/**
 * Returns a rate of one request per `seconds` in whole numbers: 0.5 is two per second, 1.5 is two per three seconds. Exact to a
 * millisecond.
 */
function wholeNumbers(seconds: number): { readonly count: number; readonly periodSeconds: number } {
  const thousandths = Math.round(seconds * 1000)
  const common = greatestCommonDivisor(thousandths, 1000)
  return { count: 1000 / common, periodSeconds: thousandths / common }
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}

function isRate(record: GroupRecord): record is RecordOf<'request-rate'> {
  return record.kind === 'request-rate'
}

function isDelay(record: GroupRecord): record is RecordOf<'crawl-delay'> {
  return record.kind === 'crawl-delay'
}

function isVisit(record: GroupRecord): record is RecordOf<'visit-time'> {
  return record.kind === 'visit-time'
}
