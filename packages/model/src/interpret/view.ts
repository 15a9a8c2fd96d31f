import type { Model, Rule } from '../model.ts'
import type { RequestView } from '../view/request-view.ts'

/** Everything that the evaluation of a rule reads. */
export interface View extends RequestView {
  readonly model: Model
}

/** A request as one kind of rule sees it. */
export interface SidedView extends View {
  /** The value of every test that is in doubt, negated or not: the one that favours refusing, see `sideOf`. */
  readonly doubt: boolean
}

/** The view of a rule: what is in doubt favours refusing, so that it is true for every kind of rule but `exempt`. */
export function sideOf(rule: Pick<Rule, 'kind'>, view: View): SidedView {
  return { ...view, doubt: rule.kind !== 'exempt' }
}
