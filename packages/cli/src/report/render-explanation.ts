import type { Decision, Explanation, LimitState, RuleExplanation } from '@tidegate/engine'
import type { Colors } from '../terminal/colors.ts'
import { escapeControls } from '../terminal/escape-controls.ts'
import { duration } from './duration.ts'

export interface RenderOptions {
  readonly colors: Colors
  readonly repeat: number
  readonly atMs: number
}

const phaseTitles = {
  block: 'block: refuses, and nothing overrides it',
  'allow-only': 'allow only: every one in force must hold',
  exempt: 'exempt: takes limits away',
  limit: 'limit: all are checked, then all are charged',
} as const

/** An explanation as text for a terminal: what was seen, each phase with its rules, and the decision last. */
export function renderExplanation(explanation: Explanation, { colors, repeat, atMs }: RenderOptions): string {
  const width = Math.max(0, ...Object.keys(explanation.seen).map((name) => name.length))
  const seen = Object.entries(explanation.seen).map(
    ([name, value]) => `  ${colors.dim(name.padEnd(width))}  ${escapeControls(value)}`,
  )
  const which = repeat === 1 ? '' : `, request ${repeat} of ${repeat} equal ones`
  const lines = [`${colors.bold('The request')} ${colors.dim(`at ${new Date(atMs).toISOString()}${which}`)}`, ...seen]
  for (const { phase, rules } of explanation.phases) {
    if (rules.length === 0) continue
    lines.push('', colors.bold(phaseTitles[phase]), ...rules.flatMap((rule) => renderRule(rule, colors)))
  }
  lines.push('', ...renderVerdict(explanation.decision, colors))
  return `${lines.join('\n')}\n`
}

/** One rule of an explanation: its text and place, its verdict and why, and where its limit stands. */
export function renderRule(explained: RuleExplanation, colors: Colors): readonly string[] {
  const { rule, verdict, because, deciding, limit } = explained
  const mark = deciding ? colors.error('▶') : verdict === 'held' ? colors.warning('•') : colors.dim('·')
  const words = verdict.replaceAll('-', ' ')
  return [
    `${mark} ${escapeControls(rule.text)}  ${colors.dim(`${rule.file}:${rule.line}`)}`,
    `    ${verdict === 'held' ? words : colors.dim(words)}${because === '' ? '' : `: ${escapeControls(because)}`}`,
    ...(limit === undefined ? [] : [`    ${renderLimit(limit)}`]),
  ]
}

function renderLimit(limit: LimitState): string {
  const used = limit.count - limit.remaining
  const frees = limit.retryAfterMs > 0 ? `, a place is free in ${duration(limit.retryAfterMs)}` : ''
  return `${used} of ${limit.count} in ${duration(limit.periodMs)}${limit.admitted ? '' : ', full'}${frees}`
}

function renderVerdict(decision: Decision, colors: Colors): readonly string[] {
  const paint = decision.outcome === 'pass' ? colors.good : decision.outcome === 'block' ? colors.error : colors.warning
  const rule = decision.rule
  const by =
    rule === undefined
      ? decision.outcome === 'pass'
        ? 'no rule refuses'
        : `${decision.reason.replaceAll('-', ' ')}${decision.detail === undefined ? '' : `: ${escapeControls(decision.detail)}`}`
      : `by ${rule.file}:${rule.line}${rule.name === undefined ? '' : ` “${rule.name}”`}`
  const status = decision.outcome === 'pass' ? '' : ` ${decision.status}`
  const retry = decision.retryAfterMs === undefined ? '' : `, retry after ${duration(decision.retryAfterMs)}`
  return [`${paint(`${decision.outcome}${status}`)} ${by}${retry}`]
}
