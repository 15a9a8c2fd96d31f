import type { ZoneReader } from '@tidegate/values'
import type { Facts } from '../facts.ts'
import type { ModelTables } from '../model-tables.ts'
import type { PolicyInputs } from '../policy-inputs.ts'
import type { Bots } from './bots-of.ts'

/** What a test is evaluated against: a request, as a model looks at it. */
export interface RequestView {
  readonly model: ModelTables
  /** Names of the fields in `facts`: those of the model, see `inputsOf`. */
  readonly inputs: PolicyInputs
  readonly facts: Facts
  readonly bots: Bots
  readonly zones: ZoneReader
  /**
   * What every test of the time gives, negated or not, because the clock cannot be believed: what leads towards
   * refusing. Absent while the clock is sound.
   */
  readonly doubt?: boolean
}
