import type { FactSpec } from '@tidegate/model'
import type { BotFormulas } from './bot-formulas.ts'

/** The context in which formulas are created: types of facts determine the dimension of a test. */
export interface FormulaContext {
  readonly facts: readonly FactSpec[]
  readonly bots: BotFormulas
}
