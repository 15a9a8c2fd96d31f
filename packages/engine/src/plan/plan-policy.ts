import { inputsOf, type Model } from '@tidegate/model'
import { countLimits } from './count-limits.ts'
import { planDimensions } from './plan-dimensions.ts'
import type { Plan } from './plan.ts'

/**
 * The plan of a checked model. About linear in rules, tokens, patterns and address ranges (a million of them take about a second): to
 * be done in a worker where requests are being served.
 */
export function planPolicy(model: Model): Plan {
  return { version: 2, model, inputs: inputsOf(model), dimensions: planDimensions(model), ...countLimits(model) }
}
