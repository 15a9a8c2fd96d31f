import type { RuleRef } from '@tidegate/engine'
import { escapeControls } from '@tidegate/values'
import type {
  ReportedAnswer,
  ReportedGroup,
  ReportedHitter,
  ReportedLine,
  ReportedPolicy,
  ReportedRule,
  StatusClass,
} from '@tidegate/replay'
import { grouped, percent } from '../../terminal/numbers.ts'

/** `site.policy:12 “scraper”`. */
export function placeOf({ file, line, name }: RuleRef): string {
  return `${file}:${line}${name === undefined ? '' : ` “${escapeControls(name)}”`}`
}

/** `site.policy “public website”`. */
export function policyName({ file, name }: ReportedPolicy): string {
  return `${file}${name === undefined ? '' : ` “${escapeControls(name)}”`}`
}

/** What a rule did, in one word of its kind: refusals of shadow rules did not happen. */
export function deedOf({ rule, shadow }: Pick<ReportedRule, 'rule' | 'shadow'>): string {
  if (rule.kind === 'exempt') return 'would exempt'
  const verb = rule.kind === 'limit' ? 'limit' : rule.kind === 'allow-only' ? 'allow only' : 'block'
  return shadow ? `would ${verb}` : verb
}

/** `block 403 by site.policy:12 “scraper”`, `pass`. */
export function answerWords({ outcome, status, rule, reason }: ReportedAnswer): string {
  if (outcome === 'pass') return 'pass'
  return `${outcome} ${status} ${rule === undefined ? `(${reason.replaceAll('-', ' ')})` : `by ${placeOf(rule)}`}`
}

/** What clients sent, to be shown: `no User-Agent` for none. */
export function keyWords({ key }: ReportedHitter): string {
  return key === undefined ? 'no User-Agent' : escapeControls(key)
}

/** `63 clients`, `about 12,300 clients`. */
export function clientWords({ distinctClients: { count, exact } }: ReportedGroup): string {
  return `${exact ? '' : 'about '}${grouped(count)} ${count === 1 ? 'client' : 'clients'}`
}

/** How requests were answered when the log was written: `2xx 95.4 %, 4xx 4.6 %`. Empty when the log does not tell. */
export function statusWords({ statuses, count }: ReportedGroup): string {
  return (Object.entries(statuses) as readonly (readonly [StatusClass, number])[])
    .filter(([name, times]) => times > 0 && name !== 'unknown')
    .map(([name, times]) => `${name} ${percent(times / count)}`)
    .join(', ')
}

/** Where a line stands: `access.log:107`. */
export function lineWords({ log, line }: ReportedLine): string {
  return `${log === '-' ? 'standard input' : log}:${line}`
}

/** `2026-11-17 00:00:00`, or without the day where it is that of `before`. */
export function timeWords(iso: string, before?: string): string {
  const clock = iso.slice(11, 19)
  return before?.slice(0, 10) === iso.slice(0, 10) ? clock : `${iso.slice(0, 10)} ${clock}`
}
