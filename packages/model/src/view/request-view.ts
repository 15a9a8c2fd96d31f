import type { ZoneReader } from '@tidegate/values'
import type { Facts } from '../facts.ts'
import type { ModelTables } from '../model-tables.ts'
import type { PolicyInputs } from '../policy-inputs.ts'
import type { Bots } from './bots-of.ts'

/** A request as a model sees it: everything that the evaluation of a test reads. */
export interface RequestView {
  readonly model: ModelTables
  /** Names of the values in `facts`: those of the model, see `inputsOf`. */
  readonly inputs: PolicyInputs
  readonly facts: Facts
  readonly bots: Bots
  readonly zones: ZoneReader
}
