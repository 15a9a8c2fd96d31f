import type { Outcome, Reason, RuleRef } from '@tidegate/engine'
import { ruleRefsOf, type Simulation } from '@tidegate/engine/simulate'
import type { Model } from '@tidegate/model'
import { decodeOctets, type Hitter, type LogsRead, type SequenceCounts, type Unreadable } from '@tidegate/access-logs'
import type { LoggedTally } from './decisions/logged-tally.ts'
import type { AudienceTally } from './tally/audience-tally.ts'
import type { Answer, DifferenceTally } from './tally/difference-tally.ts'
import { type Example, noAgent, type Tally } from './tally/tally.ts'
import type { TimelineReading } from './tally/timeline.ts'
import { type Cause, outcomeSeries, type TrafficTally } from './tally/traffic-tally.ts'
import type {
  ReplayReport,
  ReportedAnswer,
  ReportedAudience,
  ReportedChange,
  ReportedDifference,
  ReportedGroup,
  ReportedHitter,
  ReportedLine,
  ReportedLoggedDecisions,
  ReportedPolicy,
  ReportedReason,
  ReportedRule,
  ReportedTimeline,
} from './replay-report.ts'

/** Everything that a replay has found. */
export interface ReplayFindings {
  readonly policy: ReportedPolicy
  readonly model: Model
  readonly logs: LogsRead
  readonly unreadable: Unreadable
  readonly sequence: SequenceCounts
  readonly tally: TrafficTally
  readonly counters: ReturnType<Simulation['counters']>
  readonly warnings: readonly string[]
  readonly notes: readonly string[]
  readonly asLogged: LoggedTally
  /** The number of lines of decision logs that are not decisions. */
  readonly events: number
  readonly against:
    | { readonly policy: ReportedPolicy; readonly model: Model; readonly difference: DifferenceTally }
    | undefined
  /** The number of clients, user agents and paths to list for each group. */
  readonly top: number
}

const maxBuckets = 120

/** Returns the report of a replay as plain data. */
export function buildReport(found: ReplayFindings): ReplayReport {
  const { policy, logs, unreadable, sequence, tally, counters, warnings, notes } = found
  const { pass, block, limit } = tally.outcomes
  const judged = pass + block + limit
  const span = tally.span()
  const timeline = tally.timeline.read(maxBuckets)
  const group = groupsOf(found, judged)
  const { subjects, evictions, overflows } = counters
  const { reordered, late, lateByMs } = sequence
  return {
    version: 1,
    policy,
    logs: logs.logs.map(({ name, format, lines, broken }) => ({
      name,
      ...(format !== undefined && { format: format.name }),
      lines,
      ...(broken !== undefined && { broken }),
    })),
    complete: logs.complete,
    ...(span !== undefined && { from: isoTime(span.firstMs), to: isoTime(span.lastMs) }),
    lines: {
      read: logs.lines,
      judged,
      unreadable: unreadable.total(),
      blank: logs.blank + found.events,
      reordered,
      late,
      ...(late > 0 && { lateByMs }),
    },
    outcomes: { pass, block, limit },
    refusedShare: shareOf(block + limit, judged),
    answeredWell: {
      count: tally.answered.well.count,
      refused: tally.answered.well.refused,
      unknown: tally.answered.unknown.count,
    },
    audience: audienceOf(tally.audience, found.top),
    refused: group.of(tally.refused),
    rules: rulesOf(found, group, timeline),
    reasons: reasonsOf(tally, group, timeline),
    ...(timeline !== undefined && { timeline: timelineOf(timeline) }),
    unreadable: unreadable.reasons().map(({ fault, count, examples }) => ({
      reason: fault,
      count,
      examples: examples.map(({ log, lineNumber, text }) => ({
        log: group.logName(log),
        line: lineNumber,
        text: decodeOctets(text),
      })),
    })),
    counters: { subjects, evictions, overflows },
    warnings,
    notes,
    ...(found.asLogged.decisions() > 0 && { asLogged: asLoggedOf(found, group) }),
    ...(found.against !== undefined && { difference: differenceOf(found, found.against, group) }),
  }
}

function audienceOf(
  { bots, people, nameless, bytes, peopleRefused, names }: AudienceTally,
  top: number,
): ReportedAudience {
  return {
    bots: { ...bots },
    people: { ...people, refusedClients: peopleRefused() },
    nameless: { ...nameless },
    ...(bytes.known > 0 && { bytes: { sent: bytes.sent, refused: bytes.refused, requests: bytes.known } }),
    names: names().slice(0, top),
  }
}

interface Groups {
  readonly of: (tally: Tally) => ReportedGroup
  readonly examples: (tally: Tally) => readonly ReportedLine[]
  readonly logName: (log: number) => string
}

function groupsOf({ top, logs }: ReplayFindings, judged: number): Groups {
  const logName = (log: number): string => logs.logs[log]!.name
  return {
    logName,
    of: (tally) => ({
      count: tally.count(),
      share: shareOf(tally.count(), judged),
      distinctClients: tally.distinctClients(),
      statuses: statusesOf(tally.statuses),
      clients: tally.clients.top(top).map(hitterOf),
      agents: tally.agents.top(top).map(hitterOf),
      paths: tally.paths.top(top).map(hitterOf),
    }),
    examples: (tally) => tally.examples.map((example) => lineOf(example, logName(example.log))),
  }
}

function lineOf({ lineNumber, timeMs, text }: Example, log: string): ReportedLine {
  return { log, line: lineNumber, at: isoTime(timeMs), text: decodeOctets(text) }
}

function hitterOf({ key, count, error }: Hitter): ReportedHitter {
  return key === noAgent ? { count, error } : { key: decodeOctets(key), count, error }
}

function statusesOf(counts: Uint32Array): ReportedGroup['statuses'] {
  const [unknown = 0, one = 0, two = 0, three = 0, four = 0, five = 0] = counts
  return { '1xx': one, '2xx': two, '3xx': three, '4xx': four, '5xx': five, unknown }
}

function rulesOf(
  { model, tally }: ReplayFindings,
  group: Groups,
  timeline: TimelineReading | undefined,
): readonly ReportedRule[] {
  const refs = ruleRefsOf(model)
  const none = group.of(emptyTally)
  return model.rules
    .map((rule, index): ReportedRule => {
      const cause = tally.causes.get(index)
      const own = cause === undefined ? { ...none, examples: [] } : causeOf(cause, group, timeline)
      return { rule: refs[index]!, shadow: rule.shadow, ...own }
    })
    .toSorted(({ rule: x }, { rule: y }) => (x.file === y.file ? x.line - y.line : x.file < y.file ? -1 : 1))
}

function reasonsOf(
  tally: TrafficTally,
  group: Groups,
  timeline: TimelineReading | undefined,
): readonly ReportedReason[] {
  return [...tally.causes]
    .flatMap(([key, cause]) => (typeof key === 'number' ? [] : [{ reason: key, ...causeOf(cause, group, timeline) }]))
    .toSorted((x, y) => y.count - x.count)
}

function causeOf(
  { tally, series }: Cause,
  group: Groups,
  timeline: TimelineReading | undefined,
): Omit<ReportedReason, 'reason'> {
  return {
    ...group.of(tally),
    examples: group.examples(tally),
    ...(timeline !== undefined && { timeline: timeline.series(series) }),
  }
}

function timelineOf({ fromMs, bucketMs, series }: TimelineReading): ReportedTimeline {
  const of = (outcome: Outcome): readonly number[] => series(outcomeSeries[outcome])
  return { from: isoTime(fromMs), bucketMs, pass: of('pass'), block: of('block'), limit: of('limit') }
}

function differenceOf(
  { model }: ReplayFindings,
  against: NonNullable<ReplayFindings['against']>,
  group: Groups,
): ReportedDifference {
  const { policy, difference } = against
  const [before, after] = [ruleRefsOf(against.model), ruleRefsOf(model)]
  return {
    against: policy,
    same: difference.same(),
    different: difference.different(),
    changes: changesOf(difference, before, after, group),
  }
}

function asLoggedOf({ model, asLogged }: ReplayFindings, group: Groups): ReportedLoggedDecisions {
  const { difference, refs, policies } = asLogged
  return {
    decisions: asLogged.decisions(),
    same: difference.same(),
    byOtherRule: asLogged.byOtherRule(),
    different: difference.different(),
    uncertain: asLogged.uncertain(),
    missing: asLogged.missing(),
    policies: [...policies]
      .map(([fingerprint, { name, count }]) => ({
        ...(name !== undefined && { name }),
        fingerprint,
        decisions: count,
      }))
      .toSorted((x, y) => y.decisions - x.decisions),
    changes: changesOf(difference, refs, ruleRefsOf(model), group),
  }
}

function changesOf(
  difference: DifferenceTally,
  before: readonly RuleRef[],
  after: readonly RuleRef[],
  group: Groups,
): readonly ReportedChange[] {
  return difference.changes().map(({ from, to, tally }) => ({
    from: answerOf(from, before),
    to: answerOf(to, after),
    ...group.of(tally),
    examples: group.examples(tally),
  }))
}

function answerOf({ outcome, status, rule, reason }: Answer, refs: readonly RuleRef[]): ReportedAnswer {
  return { outcome, status, ...(rule >= 0 && { rule: refs[rule]! }), reason: reason satisfies Reason }
}

const emptyHitters = { add: () => {}, top: () => [], total: () => 0, distinct: () => 0 }

const emptyTally: Tally = {
  add: () => {},
  count: () => 0,
  clients: emptyHitters,
  agents: emptyHitters,
  paths: emptyHitters,
  distinctClients: () => ({ count: 0, exact: true }),
  statuses: new Uint32Array(6),
  examples: [],
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString()
}

function shareOf(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole
}
