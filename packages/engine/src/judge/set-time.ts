import { type Facts, isTimeKnown, type Model } from '@tidegate/model'
import { openWindows, type ZoneReader } from '@tidegate/values'
import { testGives } from '../plan/dimension-draft.ts'
import type { TimeDimension } from '../plan/dimensions.ts'
import { type DimensionState, doubtAll, flipTest, restoreAll } from './dimension-state.ts'

/**
 * Sets the row of the time for the instant of a request, which is computed once and kept while no window opens or closes. If the time is not
 * known, every test of the time is in doubt.
 */
export type TimeSetter = (facts: TimeOfRequest) => void

type TimeOfRequest = Pick<Facts, 'nowMs' | 'isTimeRecorded'>

/** Creates the setter for the rows of the time. */
export function createTimeSetter(
  model: Model,
  dimension: TimeDimension,
  state: DimensionState,
  zones: ZoneReader,
): TimeSetter {
  const { table, windows } = dimension
  const specs = Array.from(windows, (window) => model.windows[window]!.spec)
  const held = new Uint8Array(table.atomCount)
  let mode: 'none' | 'plausible' | 'doubt' = 'none'
  let from = 0
  let until = 0

  function set(facts: TimeOfRequest): void {
    if (!isTimeKnown(facts)) return doubt()
    const { nowMs } = facts
    if (mode === 'plausible' && nowMs >= from && nowMs < until) return undefined
    restoreAll(state)
    const row = openWindows(specs, nowMs, zones)
    for (let atom = 0; atom < held.length; atom++) held[atom] = (row.open[atom >>> 5]! >>> (atom & 31)) & 1
    for (const [test, expression] of table.tests.entries()) {
      if (testGives(expression, held) !== (table.byDefault[test] === 1)) flipTest(state, test)
    }
    from = row.from
    until = row.until
    mode = 'plausible'
  }

  function doubt(): void {
    if (mode === 'doubt') return
    doubtAll(state)
    mode = 'doubt'
  }

  return set
}
