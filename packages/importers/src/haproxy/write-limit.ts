import { allOf, anyOf, type Condition, conditionText, isEmpty, notOf } from '../draft/condition.ts'
import { certainly, differences, type Expression } from '../draft/expression.ts'
import { noteDifferences, replyText, type RefusalReply, type RulePlace } from '../draft/ordered-rules.ts'
import { periodText } from '../draft/period-text.ts'
import { quoted } from '../draft/policy-draft.ts'
import type { HaproxyContext, HaproxyState, RateTest, StickTable, Track } from './haproxy-context.ts'
import { readFetch } from './fetch.ts'

/** A refusal of the requests of a client that makes too many. */
export interface RateRule {
  readonly rate: RateTest
  /** What else the rule demands. */
  readonly rest: Expression
  readonly region: Condition
  readonly spared: Condition
  readonly reply: RefusalReply
  readonly place: RulePlace
  /** The section that the rule is in, whose table is used by default. */
  readonly section: string
}

/** Writes a `limit` for every way in which the counter of a rule is tracked. */
export function writeLimit(rule: RateRule, { draft, tables, once }: HaproxyContext, state: HaproxyState): void {
  const { rate, rest, place } = rule
  const lost = (why: string): void => draft.note(place.line, `${place.label} is not imported: ${rate.label}: ${why}`)
  if (rate.counter !== 'http_req_rate')
    return lost(reasons[rate.counter] ?? reasons[kindOf(rate.counter)] ?? 'no equivalent')
  if (Number.isNaN(rate.count)) return lost('only `gt` and `ge` with one number have an equivalent')
  if (rate.count < 1) return lost('a limit admits at least one request')
  const tracks = state.tracks.filter((track) =>
    rate.slot === undefined
      ? track.sample === 'src' && track.table === (rate.table ?? rule.section)
      : track.slot === rate.slot && (rate.table === undefined || rate.table === track.table),
  )
  if (tracks.length === 0) return lost('no earlier rule tracks the requests that it counts')
  for (const [index, track] of tracks.entries()) {
    const period = periodOf(track, tables)
    const key = track.key
    if (period === undefined) lost(`the table ${track.table} stores no http_req_rate of whole seconds`)
    else if (key === undefined) lost(`line ${track.line} counts by ${track.sample}, which has no equivalent`)
    else {
      const counted = certainly(track.condition)
      if (counted.kind === 'never') {
        lost(`line ${track.line}: ${differences(track.condition).join('; ')}`)
        continue
      }
      noteDifferences(track.condition, false, { line: track.line, label: 'track-sc' }, draft)
      const when = certainly(rest)
      noteDifferences(rest, when.kind === 'never', place, draft)
      if (when.kind === 'never') continue
      const earlier = tracks.slice(0, index).map((each) => certainly(each.condition))
      const all = allOf([rule.region, counted, when, keyGuard(key), notOf(anyOf(earlier))])
      if (all.kind === 'never') continue
      if (when.kind !== 'always' && JSON.stringify(when) !== JSON.stringify(counted))
        draft.note(
          place.line,
          `HAProxy counts all requests that line ${track.line} tracks, a policy only those that this rule may refuse`,
        )
      once(
        'rate',
        place.line,
        'HAProxy estimates the rate from the last two periods, and also counts requests that other rules refuse',
      )
      const unless = rule.spared.kind === 'never' ? '' : `  unless ${conditionText(rule.spared)}`
      const guard = all.kind === 'always' ? '' : `  when ${conditionText(all)}`
      draft.rule(`limit ${rate.count} per ${period} ${key}${guard}${unless}  including refused${replyText(rule.reply)}`)
    }
  }
}

function periodOf({ table }: Track, tables: ReadonlyMap<string, StickTable>): string | undefined {
  const rate = tables.get(table)?.rates.get('http_req_rate')
  return rate === undefined ? undefined : periodText(rate)
}

function keyGuard(key: string): Condition {
  const subject = /^per ((?:header|query|cookie)\(".*"\))$/.exec(key)?.[1]
  if (subject !== undefined) return notOf(isEmpty(subject))
  return key === 'per host' ? { kind: 'test', text: 'host is present', negation: 'host is absent' } : { kind: 'always' }
}

/** Why other counters are not imported. */
const reasons: Readonly<Record<string, string>> = {
  http_err: 'to count failed requests, write a `limit … counting only replies 401, 403, 404`',
  http_fail: 'to count failed requests, write a `limit … counting only replies 500, 502, 503`',
  conn: 'a policy counts requests, not connections',
  sess: 'a policy counts requests, not connections',
  gpc: 'a policy has no counters that rules change: write a `limit` for the requests that are counted',
  bytes: 'a policy does not count bytes',
  http_req_cnt: 'a limit needs a period',
}

function kindOf(counter: string): string {
  return /^(http_err|http_fail|conn|sess|bytes)/.exec(counter)?.[1] ?? (/gp[ct]/.test(counter) ? 'gpc' : counter)
}

/** Returns the key of a tracked sample as policy text; undefined if it has no equivalent. */
export function keyOfSample(sample: string): string | undefined {
  const fetch = readFetch(sample)
  if (fetch === undefined) return undefined
  const [converter, ...others] = fetch.converters
  if (fetch.name === 'src') {
    if (converter === undefined) return 'per ip exact'
    const [v4 = '', v6 = '128'] = converter.args
    return converter.name === 'ipmask' &&
      others.length === 0 &&
      /^\d+$/.test(v4) &&
      Number(v4) <= 32 &&
      Number(v4) >= 1 &&
      Number(v6) >= 1 &&
      Number(v6) <= 128
      ? `per network(${v4}, ${v6})`
      : undefined
  }
  if (converter !== undefined) return undefined
  const [name = ''] = fetch.args
  switch (fetch.name) {
    case 'hdr':
    case 'fhdr':
      if (!/^[\w-]+$/.test(name)) return undefined
      return name.toLowerCase() === 'host'
        ? 'per host'
        : name.toLowerCase() === 'user-agent'
          ? undefined
          : `per header(${quoted(name.toLowerCase())})`
    case 'path':
      return 'per path'
    case 'url':
    case 'pathq':
      return 'per target'
    case 'url_param':
      return `per query(${quoted(name)})`
    case 'cook':
      return `per cookie(${quoted(name)})`
    default:
      return undefined
  }
}
