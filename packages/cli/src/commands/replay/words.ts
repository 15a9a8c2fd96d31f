import type { RuleRef } from '@tidegate/engine'
import { escapeControls } from '@tidegate/values'
import type {
  ReportedAnswer,
  ReportedGroup,
  ReportedHitter,
  ReportedLine,
  ReportedLoggedDecisions,
  ReportedPolicy,
  ReportedRule,
  StatusClass,
} from '@tidegate/replay'
import { grouped, percent } from '../../terminal/numbers.ts'

/** Returns the place of a rule, such as `site.policy:12 “scraper”`. */
export function placeOf({ file, line, name }: RuleRef): string {
  return `${file}:${line}${name === undefined ? '' : ` “${escapeControls(name)}”`}`
}

/** Returns the name of a policy, such as `site.policy “public website”`. */
export function policyName({ file, name }: ReportedPolicy): string {
  return `${file}${name === undefined ? '' : ` “${escapeControls(name)}”`}`
}

/** Returns what a rule did, as a verb of its kind; with `would` for shadow rules, which only observe. */
export function deedOf({ rule, shadow }: Pick<ReportedRule, 'rule' | 'shadow'>): string {
  if (rule.kind === 'exempt') return 'would exempt'
  const verb = rule.kind === 'limit' ? 'limit' : rule.kind === 'allow-only' ? 'allow only' : 'block'
  return shadow ? `would ${verb}` : verb
}

/** Returns an answer, such as `block 403 by site.policy:12 “scraper”` or `pass`. */
export function answerWords({ outcome, status, rule, reason }: ReportedAnswer): string {
  if (outcome === 'pass') return 'pass'
  return `${outcome} ${status} ${rule === undefined ? `(${reason.replaceAll('-', ' ')})` : `by ${placeOf(rule)}`}`
}

/** Returns what else is to be said about a comparison with logged decisions. */
export function notesOnLogged({ byOtherRule, uncertain }: ReportedLoggedDecisions): readonly string[] {
  const times = (count: number): string => `${grouped(count)} ${count === 1 ? 'is' : 'are'}`
  return [
    ...(byOtherRule === 0 ? [] : [`${times(byOtherRule)} answered in the same way by another rule`]),
    ...(uncertain === 0 ? [] : [`${times(uncertain)} not compared, because the log hides or lacks what decides them`]),
  ]
}

/** Returns the key that clients sent, made safe to print; `no User-Agent` if there is no key. */
export function keyWords({ key }: ReportedHitter): string {
  return key === undefined ? 'no User-Agent' : escapeControls(key)
}

/** Returns the number of clients, such as `63 clients` or `about 12,300 clients`. */
export function clientWords({ distinctClients: { count, exact } }: ReportedGroup): string {
  return `${exact ? '' : 'about '}${grouped(count)} ${count === 1 ? 'client' : 'clients'}`
}

/** Returns how requests were answered when the log was written, such as `2xx 95.4 %, 4xx 4.6 %`. Empty if the log has no statuses. */
export function statusWords({ statuses, count }: ReportedGroup): string {
  return (Object.entries(statuses) as readonly (readonly [StatusClass, number])[])
    .filter(([name, times]) => times > 0 && name !== 'unknown')
    .map(([name, times]) => `${name} ${percent(times / count)}`)
    .join(', ')
}

/** Returns the place of a line, such as `access.log:107`. */
export function lineWords({ log, line }: ReportedLine): string {
  return `${log === '-' ? 'standard input' : log}:${line}`
}

/** Returns a time, such as `2026-11-17 00:00:00`, without the date if it is the same as that of `before`. */
export function timeWords(iso: string, before?: string): string {
  const clock = iso.slice(11, 19)
  return before?.slice(0, 10) === iso.slice(0, 10) ? clock : `${iso.slice(0, 10)} ${clock}`
}
