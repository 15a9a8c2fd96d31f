import type { Decision, RuleRef } from '@tidegate/engine'
import { passHeaders, render } from '@tidegate/engine/http'
import type { Expectation } from './suite.ts'

/** A difference between a decision and what was expected. */
export interface Mismatch {
  readonly what: string
  readonly expected: string
  readonly got: string
}

/** Returns the differences between a decision and what was expected; empty if there are none. */
export function checkExpectation(decision: Decision, expect: Expectation): readonly Mismatch[] {
  const { outcome, rule, status, reason, retryAfter, blocked, headers = {}, shadows } = expect
  const found: Mismatch[] = []
  const compare = (what: string, expected: string | number | undefined, got: string | number): void => {
    if (expected !== undefined && expected !== got) found.push({ what, expected: String(expected), got: String(got) })
  }
  compare('outcome', outcome, decision.outcome)
  if (rule !== undefined && (decision.rule === undefined || !isRule(decision.rule, rule))) {
    found.push({ what: 'rule', expected: rule, got: decision.rule === undefined ? 'no rule' : ruleName(decision.rule) })
  }
  compare('status', status, decision.status)
  compare('reason', reason, decision.reason)
  const fields = fieldsOf(decision)
  compare('retry-after', retryAfter, fields['retry-after'] === undefined ? 'none' : Number(fields['retry-after']))
  if (blocked !== undefined && blocked !== isBlocked(decision, rule))
    found.push({ what: 'blocked', expected: yesOrNo(blocked), got: yesOrNo(!blocked) })
  for (const [name, value] of Object.entries(headers))
    compare(`header ${name}`, value ?? 'none', fields[name] ?? 'none')
  if (shadows !== undefined) found.push(...checkShadows(decision, shadows))
  return found
}

/** Whether a limit, or the one that a test names, blocks the subject of the request. */
function isBlocked({ limits }: Decision, wanted: string | undefined): boolean {
  return limits.some(({ blocked, rule }) => blocked === true && (wanted === undefined || isRule(rule, wanted)))
}

function yesOrNo(is: boolean): string {
  return is ? 'yes' : 'no'
}

/** Returns whether a test names the rule: by its name, its text or its place, with or without the folder of its policy. */
export function isRule(rule: RuleRef, wanted: string): boolean {
  const place = `${rule.file}:${rule.line}`
  return (
    [rule.name, place, rule.text, rule.text.split('  ')[0]].includes(wanted) ||
    wanted.endsWith(`/${place}`) ||
    // With a `root`, files are named from there.
    (/:\d+$/.test(wanted) && place.endsWith(`/${wanted}`))
  )
}

/** Returns the name of a rule, or its place if it has no name. */
export function ruleName({ name, file, line }: RuleRef): string {
  return name ?? `${file}:${line}`
}

function checkShadows({ shadows }: Decision, wanted: readonly string[]): readonly Mismatch[] {
  const isAll =
    wanted.length === shadows.length && wanted.every((each) => shadows.some(({ rule }) => isRule(rule, each)))
  const list = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '))
  return isAll
    ? []
    : [{ what: 'shadows', expected: list(wanted), got: list(shadows.map(({ rule }) => ruleName(rule))) }]
}

function fieldsOf(decision: Decision): Readonly<Record<string, string>> {
  // WHY: production adds a random part to some values; here it is zero, so that a test can expect an exact value.
  if (decision.outcome !== 'pass') return render(decision, '', { random: () => 0 }).headers
  return passHeaders(decision) ?? {}
}
