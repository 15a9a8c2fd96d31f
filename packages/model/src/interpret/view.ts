import type { ZoneReader } from '@tidegate/values'
import type { Facts } from '../facts.ts'
import type { Model } from '../model.ts'
import type { PolicyInputs } from '../policy-inputs.ts'
import type { Bots } from './bots-of.ts'

/** What a condition is evaluated against. */
export interface View {
  readonly model: Model
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

const firstSoundMs = Date.UTC(2020, 0, 1)
const endOfSoundMs = Date.UTC(2101, 0, 1)

/** Whether a wall clock (ms since 1970) can be believed: it shows a moment from 2020 to 2100. */
export function isClockSound(nowMs: number): boolean {
  return nowMs >= firstSoundMs && nowMs < endOfSoundMs
}
