import type { Outcome } from '@tidegate/engine'
import { duration, escapeControls } from '@tidegate/values'
import type { Colors } from '../../terminal/colors.ts'
import { bar, columns, fitted } from '../../terminal/bars.ts'
import { grouped, percent } from '../../terminal/numbers.ts'
import { renderGroup, renderLines, type TextStyle } from './render-group.ts'
import type {
  ReplayReport,
  ReportedChange,
  ReportedDifference,
  ReportedLoggedDecisions,
  ReportedReason,
  ReportedRule,
  ReportedTimeline,
} from '@tidegate/replay'
import { summaryOf } from './summary.ts'
import { answerWords, deedOf, notesOnLogged, placeOf, policyName, timeWords } from './words.ts'

const maxWidth = 120

/** Returns a replay's report for a terminal. */
export function renderText(report: ReplayReport, { colors, width }: TextStyle): string {
  const style = { colors, width: Math.max(60, Math.min(maxWidth, width)) }
  const sections = [
    renderHead(report, style),
    wrapped(summaryOf(report), style.width),
    renderWarnings(report, style),
    renderOutcomes(report, style),
    report.timeline === undefined || report.timeline.pass.length < 2 ? [] : renderTimeline(report.timeline, style),
    renderBots(report, style),
    renderAsLogged(report.asLogged, style),
    renderDifference(report.difference, style),
    ...activeRules(report).map((rule) => renderRule(rule, style)),
    ...report.reasons.map((reason) => renderReason(reason, style)),
    renderInactive(report, style),
    renderUnreadable(report, style),
    renderNotes(report, style),
  ]
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

/** Returns the rules that affected requests, those with the most requests first. */
export function activeRules({ rules }: ReplayReport): readonly ReportedRule[] {
  return rules.filter(({ count }) => count > 0).toSorted((x, y) => y.count - x.count)
}

function renderHead(report: ReplayReport, { colors }: TextStyle): readonly string[] {
  const { policy, logs, lines, from, to } = report
  const parts = [
    `${grouped(lines.judged)} of ${grouped(lines.read)} ${lines.read === 1 ? 'line' : 'lines'} processed`,
    ...(lines.unreadable > 0 ? [colors.warning(`${grouped(lines.unreadable)} unreadable`)] : []),
    ...(lines.blank > 0 ? [`${grouped(lines.blank)} blank or directives`] : []),
    ...(lines.reordered > 0 ? [`${grouped(lines.reordered)} reordered`] : []),
    ...(lines.late > 0 ? [colors.warning(`${grouped(lines.late)} too late to be reordered`)] : []),
  ]
  return [
    `${colors.bold(policyName(policy))}  ${colors.dim(policy.fingerprint)}`,
    ...logs.map(({ name, format, lines: count, broken }) => {
      const what = `${name}  ${colors.dim(`${format ?? 'empty'}, ${grouped(count)} ${count === 1 ? 'line' : 'lines'}`)}`
      return broken === undefined ? what : `${what}  ${colors.warning(broken)}`
    }),
    ...(from === undefined || to === undefined
      ? []
      : [
          from === to
            ? `${timeWords(from)} UTC`
            : `${timeWords(from)} to ${timeWords(to, from)} UTC ${colors.dim(`(${duration(Date.parse(to) - Date.parse(from))})`)}`,
        ]),
    parts.join(', '),
    ...(report.complete ? [] : [colors.warning('incomplete: this report covers only what was read')]),
  ]
}

/** Returns a sentence in lines of at most `width` characters. */
function wrapped(text: string, width: number): readonly string[] {
  const lines = ['']
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!
    if (line !== '' && line.length + 1 + word.length > width) lines.push(word)
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`
  }
  return lines
}

function renderBots({ audience: { names } }: ReplayReport, { colors, width }: TextStyle): readonly string[] {
  if (names.length === 0) return []
  const room = Math.max(...names.map(({ token }) => escapeControls(token).length))
  const counts = Math.max(...names.map(({ count }) => grouped(count).length))
  const most = names[0]!.count
  return [
    `${colors.bold('Bots')} ${colors.dim('that name themselves, and how many of their requests would have been refused')}`,
    ...names.map(({ token, count, refused }) => {
      const drawn = bar(count / most, Math.max(8, Math.min(24, width - room - counts - 34)))
      const words = refused === 0 ? '' : colors.warning(`${grouped(refused)} refused`)
      return `  ${escapeControls(token).padEnd(room)}  ${grouped(count).padStart(counts)}  ${colors.dim(drawn)}${words === '' ? '' : `  ${words}`}`
    }),
  ]
}

function renderWarnings({ warnings }: ReplayReport, { colors }: TextStyle): readonly string[] {
  return warnings.map((warning) => `${colors.warning('warning')} ${warning}`)
}

function paintOf(outcome: Outcome, colors: Colors): (text: string) => string {
  return outcome === 'pass' ? colors.good : outcome === 'block' ? colors.error : colors.warning
}

function renderOutcomes({ outcomes, lines }: ReplayReport, { colors, width }: TextStyle): readonly string[] {
  const entries = (['pass', 'block', 'limit'] as const).map((outcome) => [outcome, outcomes[outcome]] as const)
  const countWidth = Math.max(...entries.map(([, count]) => grouped(count).length))
  const barWidth = width - 2 - 7 - countWidth - 2 - 9 - 2
  return entries.map(([outcome, count]) => {
    const share = lines.judged === 0 ? 0 : count / lines.judged
    const drawn = bar(share, barWidth)
    return `  ${outcome.padEnd(7)}${paintOf(outcome, colors)(drawn)}${' '.repeat(barWidth - drawn.length)}  ${grouped(count).padStart(countWidth)}  ${percent(share).padStart(8)}`
  })
}

function renderTimeline(timeline: ReportedTimeline, { colors, width }: TextStyle): readonly string[] {
  const refused = timeline.block.map((count, index) => count + timeline.limit[index]!)
  const all = timeline.pass.map((count, index) => count + refused[index]!)
  const room = width - 34
  const length = duration(timeline.bucketMs * fitted(all, room).step)
  const row = (label: string, counts: readonly number[], paint: (text: string) => string): string => {
    const { values } = fitted(counts, room)
    return `  ${label.padEnd(10)}${paint(columns(values))}  ${colors.dim(`maximum ${grouped(Math.max(...values))}`)}`
  }
  return [
    `${colors.bold('Over time')} ${colors.dim(`from ${timeWords(timeline.from)} UTC, one column per ${length}`)}`,
    row('requests', all, (text) => text),
    ...(refused.some((count) => count > 0) ? [row('refused', refused, colors.warning)] : []),
  ]
}

function renderRule(reported: ReportedRule, style: TextStyle): readonly string[] {
  const { rule, count, share, shadow, timeline } = reported
  const { colors } = style
  const paint = shadow ? colors.advice : rule.kind === 'limit' ? colors.warning : colors.error
  return [
    `${paint(deedOf(reported))} ${colors.bold(placeOf(rule))}  ${grouped(count)}  ${colors.dim(percent(share))}`,
    `    ${colors.dim(rule.text)}`,
    ...(timeline === undefined || timeline.length < 2
      ? []
      : [`    ${paint(columns(fitted(timeline, style.width - 34).values).trimEnd())}`]),
    ...renderGroup(reported, reported.examples, style),
  ]
}

function renderReason(reported: ReportedReason, style: TextStyle): readonly string[] {
  const { reason, count, share } = reported
  const { colors } = style
  return [
    `${colors.error('block')} ${colors.bold(`before any rule: ${reason.replaceAll('-', ' ')}`)}  ${grouped(count)}  ${colors.dim(percent(share))}`,
    ...renderGroup(reported, reported.examples, style),
  ]
}

function renderInactive({ rules }: ReplayReport, { colors }: TextStyle): readonly string[] {
  const inactive = rules.filter(({ count, rule, shadow }) => count === 0 && (rule.kind !== 'exempt' || shadow))
  if (inactive.length === 0) return []
  return [
    colors.bold('Refused nothing'),
    ...inactive.map((reported) => `  ${colors.dim(deedOf(reported))} ${placeOf(reported.rule)}`),
  ]
}

function renderUnreadable({ unreadable, lines }: ReplayReport, style: TextStyle): readonly string[] {
  if (unreadable.length === 0) return []
  return [
    `${style.colors.bold('Unreadable')}  ${grouped(lines.unreadable)}`,
    ...unreadable.flatMap(({ reason, count, examples }) => [
      `  ${grouped(count)}  ${reason}`,
      ...renderLines(examples, style),
    ]),
  ]
}

function renderNotes({ notes }: ReplayReport, { colors }: TextStyle): readonly string[] {
  return notes.map((note) => `${colors.advice('note')} ${note}`)
}

function renderDifference(difference: ReportedDifference | undefined, style: TextStyle): readonly string[] {
  if (difference === undefined) return []
  const { colors } = style
  const { against, same, different, changes } = difference
  const total = same + different
  return [
    `${colors.bold(`Against ${policyName(against)}`)}  ${colors.dim(against.fingerprint)}`,
    different === 0
      ? `  ${colors.good('no request is answered differently')}`
      : `  ${grouped(different)} of ${grouped(total)} requests ${different === 1 ? 'is' : 'are'} answered differently ${colors.dim(`(${percent(different / total)})`)}`,
    ...renderChanges(changes, style),
  ]
}

function renderChanges(changes: readonly ReportedChange[], style: TextStyle): readonly string[] {
  const { colors } = style
  return changes.flatMap((change) => [
    '',
    `${answerWords(change.from)} ${colors.bold('→')} ${colors.bold(answerWords(change.to))}  ${grouped(change.count)}  ${colors.dim(percent(change.share))}`,
    ...renderGroup(change, change.examples, style),
  ])
}

/** Shows what was decided when the log was written, next to what the policy decides now. */
function renderAsLogged(logged: ReportedLoggedDecisions | undefined, style: TextStyle): readonly string[] {
  if (logged === undefined) return []
  const { colors } = style
  const { decisions, different, changes, policies } = logged
  return [
    colors.bold('As logged, and now'),
    ...policies.map(
      ({ name, fingerprint, decisions: count }) =>
        `  ${grouped(count)} decided by ${name === undefined ? 'a policy without a name' : `“${name}”`}  ${colors.dim(fingerprint)}`,
    ),
    different === 0
      ? `  ${colors.good('no request is answered differently now')}`
      : `  ${grouped(different)} of ${grouped(decisions)} requests ${different === 1 ? 'is' : 'are'} answered differently now ${colors.dim(`(${percent(different / decisions)})`)}`,
    ...notesOnLogged(logged).map((note) => `  ${note}`),
    ...renderChanges(changes, style),
  ]
}
