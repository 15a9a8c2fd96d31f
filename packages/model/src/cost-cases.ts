import type { CostCase } from './limit-cost.ts'
import type { Model, Rule } from './model.ts'

/** The costs of a limit that depend on conditions; empty for other limits and rules. */
export function costCasesOf(rule: Rule): readonly CostCase[] {
  return rule.kind === 'limit' && rule.cost?.kind === 'cases' ? rule.cost.cases : []
}

/** A cost of a limit of a model. */
export interface ModelCost {
  /** Index of the limit in the model's `rules`. */
  readonly rule: number
  readonly cost: CostCase
}

/** All costs of a model's limits that depend on conditions, in the order of the rules and their cases. */
export function costsOf({ rules }: Pick<Model, 'rules'>): readonly ModelCost[] {
  return rules.flatMap((rule, index) => costCasesOf(rule).map((cost) => ({ rule: index, cost })))
}
