import { costsOf, type Model } from '@tidegate/model'

/** The rule that owns the terms of each rule and cost, by the numbers that `TermTable.rules` contains: a rule owns itself, a limit its costs. */
export function owningRules(model: Pick<Model, 'rules'>): readonly number[] {
  return [...model.rules.keys(), ...costsOf(model).map(({ rule }) => rule)]
}
