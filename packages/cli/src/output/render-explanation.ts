import type { Decision, Explanation, RuleExplanation } from '@tidegate/engine'
import type { Colors } from '../terminal/colors.ts'
import { duration, escapeControls } from '@tidegate/values'
import { renderLimitUse } from './render-limit-use.ts'
import { rulePlace } from './rule-place.ts'
import { inSourceOrder } from './source-order.ts'

/** How an explanation is rendered. */
export interface RenderOptions {
  readonly colors: Colors
  readonly repeat: number
  readonly atMs: number
  /** File of the policy, whose rules are shown first. */
  readonly policy: string
  /** The request as given, which is shown if the path is invalid: the policy sees little of such a request. */
  readonly request: { readonly method: string; readonly target: string }
}

const phaseTitles = {
  block: 'block: any matching rule refuses, and nothing overrides it',
  'allow-only': 'allow only: every rule in force must be met',
  exempt: 'exempt: lifts limits',
  limit: 'limit: all are checked, then all are charged',
} as const

/** Returns an explanation as text for a terminal: the request, each phase with its rules, and the decision last. */
export function renderExplanation(explanation: Explanation, options: RenderOptions): string {
  const { colors, repeat, atMs, policy, request } = options
  const given: Readonly<Record<string, string>> =
    explanation.seen['path'] === undefined ? { given: `${request.method} ${request.target}` } : {}
  const known = { ...explanation.seen, ...given }
  const width = Math.max(0, ...Object.keys(known).map((name) => name.length))
  const seen = Object.entries(known).map(
    ([name, value]) => `  ${colors.dim(name.padEnd(width))}  ${escapeControls(value)}`,
  )
  const which = repeat === 1 ? '' : `, request ${repeat} of ${repeat} equal ones`
  const lines = [`${colors.bold('Request')} ${colors.dim(`at ${new Date(atMs).toISOString()}${which}`)}`, ...seen]
  for (const { phase, rules } of explanation.phases) {
    if (rules.length === 0) continue
    lines.push(
      '',
      colors.bold(phaseTitles[phase]),
      ...inSourceOrder(rules, policy, ({ rule }) => rule).flatMap((rule) => renderRule(rule, options)),
    )
  }
  lines.push('', ...renderVerdict(explanation.decision, options))
  return `${lines.join('\n')}\n`
}

/** Returns the lines about one rule: its text and place, its verdict and the reason, and the use of its limit. */
export function renderRule(
  explained: RuleExplanation,
  { atMs, policy, colors }: Pick<RenderOptions, 'atMs' | 'policy' | 'colors'>,
): readonly string[] {
  const { rule, verdict, because, deciding, limit } = explained
  const mark = deciding ? colors.error('▶') : verdict === 'held' ? colors.warning('•') : colors.dim('·')
  const words = wordsOf(explained)
  return [
    `${mark} ${escapeControls(rule.text)}  ${colors.dim(rulePlace(policy, rule))}`,
    `    ${verdict === 'held' ? words : colors.dim(words)}${because === '' ? '' : `: ${escapeControls(because)}`}`,
    ...(limit === undefined ? [] : [`    ${renderLimitUse(limit, atMs)}`]),
  ]
}

/** Returns the words for a verdict. An `allow only` rule refuses if its condition is not met, so `held` would be misleading there. */
function wordsOf({ rule, verdict }: RuleExplanation): string {
  if (verdict === 'held') return rule.kind === 'allow-only' ? 'not met' : 'applies'
  if (verdict === 'did-not-hold') return rule.kind === 'allow-only' ? 'met' : 'does not apply'
  return verdict.replaceAll('-', ' ')
}

function renderVerdict(decision: Decision, { colors, policy }: RenderOptions): readonly string[] {
  const paint = decision.outcome === 'pass' ? colors.good : decision.outcome === 'block' ? colors.error : colors.warning
  const rule = decision.rule
  const by =
    rule === undefined
      ? decision.outcome === 'pass'
        ? 'no rule refuses'
        : `${decision.reason.replaceAll('-', ' ')}${decision.detail === undefined ? '' : `: ${escapeControls(decision.detail)}`}`
      : `by ${rulePlace(policy, rule)}${rule.name === undefined ? '' : ` “${rule.name}”`}`
  const status = decision.outcome === 'pass' ? '' : ` ${decision.status}`
  const { redirect, page } = decision
  const reply =
    redirect !== undefined
      ? ` to ${escapeControls(redirect)}`
      : page !== undefined
        ? ` file ${escapeControls(page.file)}`
        : ''
  const help =
    decision.reason === 'fact-missing'
      ? [`    the host has to supply this fact; here: --fact ${decision.detail ?? 'name'}=…`]
      : []
  const retry = decision.retryAfterMs === undefined ? '' : `, retry after ${duration(decision.retryAfterMs)}`
  return [`${paint(`${decision.outcome}${status}${reply}`)} ${by}${retry}`, ...help]
}
