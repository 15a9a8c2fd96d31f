import { inputsOf } from '@tidegate/model'
import { checkDimensions } from './check-dimensions.ts'
import { checkModel } from './check-model.ts'
import { countLimits } from './count-limits.ts'
import type { Plan } from './plan.ts'
import { objectOf, oneOf } from './shapes.ts'

/** A plan that can be used, or why it cannot. */
export type CheckedPlan =
  | { readonly kind: 'plan'; readonly plan: Plan }
  | { readonly kind: 'fault'; readonly fault: string }

/**
 * Looks at a plan from outside before it is believed: its model is well-formed, its inputs and limits are the model's, and no offset
 * of its tables points outside. A plan that passes can be judged by without a throw and in bounded time; that its tables say what
 * its model says is the word of whoever stored it. Never throws. Linear.
 */
export function checkPlan(value: unknown): CheckedPlan {
  const fault = planFault(value)
  return fault === undefined ? { kind: 'plan', plan: value as Plan } : { kind: 'fault', fault }
}

function planFault(value: unknown): string | undefined {
  const fault = objectOf({ version: oneOf(2), model: objectOf({}), dimensions: objectOf({}) })(value, 'plan')
  if (fault !== undefined) return fault
  const { model, inputs, layout, limits, dimensions } = value as Plan
  const modelFault = checkModel(model)
  if (modelFault !== undefined) return modelFault
  if (!isSame(inputs, inputsOf(model))) return 'plan.inputs are not those of its model'
  const counting = countLimits(model)
  if (!isSame(layout, counting.layout)) return 'plan.layout is not that of its model'
  if (!isSame(limits, counting.limits)) return 'plan.limits are not those of its model'
  return checkDimensions(dimensions, model)
}

/** Equal as JSON; fields come in the order in which they were written. */
function isSame(stored: unknown, made: unknown): boolean {
  return JSON.stringify(stored) === JSON.stringify(made)
}
