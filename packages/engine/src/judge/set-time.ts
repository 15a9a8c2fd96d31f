import { isClockPlausible, type Model } from '@tidegate/model'
import { openWindows, type ZoneReader } from '@tidegate/values'
import { testGives } from '../plan/dimension-draft.ts'
import type { TermTable, TimeDimension } from '../plan/dimensions.ts'
import { type DimensionState, flipTest, summaryOf, unflipAll } from './dimension-state.ts'

/** Sets the row of the time, which is computed once and kept while no window opens or closes. */
export interface TimeSetter {
  /** Sets the row for an instant (ms since 1970). With an implausible clock, every term gets the result that errs on the side of refusing. */
  readonly set: (nowMs: number) => void
  /** Whether a term tests the time. */
  readonly isTested: (term: number) => boolean
}

/** Creates the setter for the rows of the time. */
export function createTimeSetter(
  model: Model,
  terms: TermTable,
  dimension: TimeDimension,
  state: DimensionState,
  zones: ZoneReader,
): TimeSetter {
  const { table, windows } = dimension
  const specs = Array.from(windows, (window) => model.windows[window]!.spec)
  const testedTerms = new Int32Array(terms.words)
  for (const [at, word] of table.wordsOfTest.items.entries()) testedTerms[word]! |= table.bits[at]!
  const held = new Uint8Array(table.atomCount)
  let mode: 'none' | 'plausible' | 'doubt' = 'none'
  let from = 0
  let until = 0

  function isTested(term: number): boolean {
    return ((testedTerms[term >>> 5]! >>> (term & 31)) & 1) === 1
  }

  function set(nowMs: number): void {
    if (!isClockPlausible(nowMs)) return doubt()
    if (mode === 'plausible' && nowMs >= from && nowMs < until) return undefined
    restore()
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
    restore()
    for (let term = 0; term < terms.count; term++) {
      const bit = 1 << (term & 31)
      const holds = !isTested(term) || model.rules[terms.rules[term]!]!.kind !== 'exempt'
      if (holds) state.row[term >>> 5]! |= bit
      else state.row[term >>> 5]! &= ~bit
    }
    state.summary.set(summaryOf(state.row))
    mode = 'doubt'
  }

  function restore(): void {
    if (mode === 'doubt') {
      state.row.set(table.row)
      state.summary.set(summaryOf(table.row))
    }
    unflipAll(state)
  }

  return { set, isTested }
}
