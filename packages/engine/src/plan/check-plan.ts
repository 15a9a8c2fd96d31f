import { inputsOf } from '@tidegate/model'
import { checkDimensions } from './check-dimensions.ts'
import { checkModel } from './check-model.ts'
import { countLimits } from './count-limits.ts'
import type { Plan } from './plan.ts'
import { objectOf, oneOf } from './shapes.ts'

/** A valid plan, or the reason why it is invalid. */
export type CheckedPlan =
  | { readonly kind: 'plan'; readonly plan: Plan }
  | { readonly kind: 'fault'; readonly fault: string }

/**
 * Checks that an untrusted plan has a well-formed model, the inputs and limits of that model, and tables whose offsets are all in range. A plan
 * that passes can be used without exceptions and in bounded time; whether its tables agree with its model cannot be verified, so the source of the
 * plan has to be trusted. Never throws. Linear.
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
  if (!isSame(inputs, inputsOf(model))) return 'plan.inputs do not match its model'
  const counting = countLimits(model)
  if (!isSame(layout, counting.layout)) return 'plan.layout does not match its model'
  if (!isSame(limits, counting.limits)) return 'plan.limits do not match its model'
  return checkDimensions(dimensions, model)
}

/** Whether two values are equal as JSON, with their fields in the same order. */
function isSame(stored: unknown, made: unknown): boolean {
  return JSON.stringify(stored) === JSON.stringify(made)
}
