import { inputsOf, type Model } from '@tidegate/model'
import { countLimits } from './count-limits.ts'
import { planDimensions } from './plan-dimensions.ts'
import type { Plan } from './plan.ts'

/**
 * Compiles a checked model to a plan. Roughly linear in rules, tokens, patterns and address ranges; a million of them take about a second,
 * so a server should call it in a worker.
 */
export function planPolicy(model: Model): Plan {
  return { version: 2, model, inputs: inputsOf(model), dimensions: planDimensions(model), ...countLimits(model) }
}
