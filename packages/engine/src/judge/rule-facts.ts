import { compareRefusals, logLevels, type Model } from '@tidegate/model'

/**
 * The properties of a rule that the phases use. WHY: they are in one object, which takes one line of the processor's cache, instead of in an
 * array for each field.
 */
export interface RuleFacts {
  /** As in `ruleKinds`. */
  readonly kind: number
  readonly shadow: boolean
  /** Of two rules that refuse, the one with the lower rank is reported. */
  readonly rank: number
  /** Index in `logLevels`; -1 where the rule asks for none. */
  readonly severity: number
  /** The limit that a limit replaces, else -1. */
  readonly replaces: number
}

export const ruleKinds = { block: 0, 'allow-only': 1, exempt: 2, limit: 3 } as const

/** The facts of all rules, by their indices. */
export function ruleFactsOf({ rules }: Model): readonly RuleFacts[] {
  const order = rules.map((_, rule) => rule).toSorted((x, y) => compareRefusals(rules[x]!, rules[y]!))
  const ranks = new Int32Array(rules.length)
  for (const [rank, rule] of order.entries()) ranks[rule] = rank
  return rules.map((rule, index) => ({
    kind: ruleKinds[rule.kind],
    shadow: rule.shadow,
    rank: ranks[index]!,
    severity: rule.log === undefined ? -1 : logLevels.indexOf(rule.log),
    replaces: rule.kind === 'limit' ? (rule.replaces ?? -1) : -1,
  }))
}
