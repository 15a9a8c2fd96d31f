import { type Condition, costsOf, foldCondition, type Model, type Rule } from '@tidegate/model'
import { allOf, anyOf, constant, type Formula } from './formula.ts'
import type { FormulaContext } from './formula-context.ts'
import { testFormula } from './tests/planned-kinds.ts'

/**
 * The formulas of everything that has terms: of all rules, then of the conditions of all costs, in the order of `costsOf`.
 */
export function modelFormulas(model: Model, context: FormulaContext): readonly Formula[] {
  return [
    ...model.rules.map((rule) => ruleFormula(rule, context)),
    ...costsOf(model).map(({ cost }) => conditionFormula(cost.condition, true, context)),
  ]
}

/** The formula that is true if a rule is in force and refuses the request, lifts a limit or counts the request. */
export function ruleFormula(rule: Rule, context: FormulaContext): Formula {
  const guards = rule.guards.map((guard) => conditionFormula(guard.condition, true, context))
  if (rule.kind === 'limit') return allOf(guards)
  return allOf([...guards, conditionFormula(rule.condition, rule.kind !== 'allow-only', context)])
}

/** A condition, or its negation if it is not `wanted`, in negation normal form. */
export function conditionFormula(condition: Condition, wanted: boolean, context: FormulaContext): Formula {
  return foldCondition(
    condition,
    { constant, all: allOf, any: anyOf, test: (test, isWanted) => testFormula(test, isWanted, context) },
    wanted,
  )
}
