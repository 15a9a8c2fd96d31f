import { compareRefusals, logLevels, type Model } from '@tidegate/model'

/** Properties of rules that the phases use, as numbers, indexed by rule. */
export interface RuleFacts {
  readonly kinds: Uint8Array
  readonly shadow: Uint8Array
  /** Order of reporting: of two rules, the one with the lower rank is reported. */
  readonly ranks: Int32Array
  /** Index in `logLevels`; -1 for a rule without a log level. */
  readonly severities: Int8Array
  /** The limit that a limit replaces; -1 if there is none. */
  readonly replaces: Int32Array
}

export const ruleKinds = { block: 0, 'allow-only': 1, exempt: 2, limit: 3 } as const

/** The properties of a model's rules. */
export function ruleFactsOf(model: Model): RuleFacts {
  const { rules } = model
  const ranks = new Int32Array(rules.length)
  const order = rules.map((_, rule) => rule).toSorted((x, y) => compareRefusals(rules[x]!, rules[y]!))
  for (const [rank, rule] of order.entries()) ranks[rule] = rank
  return {
    kinds: Uint8Array.from(rules, (rule) => ruleKinds[rule.kind]),
    shadow: Uint8Array.from(rules, (rule) => (rule.shadow ? 1 : 0)),
    ranks,
    severities: Int8Array.from(rules, (rule) => (rule.log === undefined ? -1 : logLevels.indexOf(rule.log))),
    replaces: Int32Array.from(rules, (rule) => (rule.kind === 'limit' ? (rule.replaces ?? -1) : -1)),
  }
}
