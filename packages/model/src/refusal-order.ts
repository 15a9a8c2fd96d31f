import type { LogLevel } from './log-level.ts'
import type { Model, Rule } from './model.ts'

/** The HTTP status of a refusal by this rule: the status of its reply clause or, without one, 429 for limits and 403 for other rules. */
export function statusOf(rule: Rule): number {
  return rule.reply?.status ?? (rule.kind === 'limit' ? 429 : 403)
}

/**
 * Compares two rules of one stage, so that the one reported if both refuse comes first: an explicit reply comes before a default one,
 * then the lowest status, then the name (named rules first), then the normalised text. The order in which rules were written has no
 * effect: rules with equal texts are distinguished by their digests.
 */
export function compareRefusals(x: Rule, y: Rule): number {
  return (
    Number(x.reply === undefined) - Number(y.reply === undefined) ||
    statusOf(x) - statusOf(y) ||
    Number(x.name === undefined) - Number(y.name === undefined) ||
    compareText(x.name ?? '', y.name ?? '') ||
    compareText(x.text, y.text) ||
    compareText(x.id, y.id)
  )
}

/** Returns the rule that is reported if several refuse at one stage. `rules` must not be empty. */
export function reportedOf(model: Model, rules: readonly number[]): number {
  return rules.reduce((best, rule) => (compareRefusals(model.rules[rule]!, model.rules[best]!) < 0 ? rule : best))
}

/** Log levels, the least severe first. */
export const logLevels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']

/** The most severe log level of the rules; undefined if none has one. */
export function severestLog(model: Model, rules: readonly number[]): LogLevel | undefined {
  let severest = -1
  for (const rule of rules) {
    const level = model.rules[rule]!.log
    if (level !== undefined) severest = Math.max(severest, logLevels.indexOf(level))
  }
  return logLevels[severest]
}

function compareText(x: string, y: string): number {
  return x < y ? -1 : x > y ? 1 : 0
}
