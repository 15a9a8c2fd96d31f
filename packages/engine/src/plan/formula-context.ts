import type { FactSpec } from '@tidegate/model'
import type { BotFormulas } from './bot-formulas.ts'

/** What formulas are made in: the facts' types decide which dimension a test belongs to. */
export interface FormulaContext {
  readonly facts: readonly FactSpec[]
  readonly bots: BotFormulas
}
