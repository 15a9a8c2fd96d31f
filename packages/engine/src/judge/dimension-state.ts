import type { TestTable } from '../plan/dimensions.ts'

/** A dimension at run time: its row for the current request. */
export interface DimensionState {
  readonly table: TestTable
  readonly row: Int32Array
  /** One bit per word of `row`: whether the word is not 0. */
  readonly summary: Int32Array
  /** Tests whose result differs from the default, as a list and as marks. */
  readonly flips: Int32Array
  readonly flipped: Uint8Array
  flipCount: number
  /** The request for which the row was computed. */
  request: number
}

/** Creates the state in which every test has its default result. */
export function createDimensionState(table: TestTable): DimensionState {
  return {
    table,
    row: table.row.slice(),
    summary: summaryOf(table.row),
    flips: new Int32Array(table.tests.length),
    flipped: new Uint8Array(table.tests.length),
    flipCount: 0,
    request: -1,
  }
}

/** One bit per word of a row: whether the word is not 0. */
export function summaryOf(row: Int32Array): Int32Array {
  const summary = new Int32Array((row.length + 31) >>> 5)
  for (let word = 0; word < row.length; word++) if (row[word] !== 0) summary[word >>> 5]! |= 1 << (word & 31)
  return summary
}

/** Whether a test is true. */
export function testHoldsNow(state: DimensionState, test: number): boolean {
  return state.table.byDefault[test] !== state.flipped[test]
}

/** Inverts the default result of a test. */
export function flipTest(state: DimensionState, test: number): void {
  state.flips[state.flipCount++] = test
  state.flipped[test] = 1
  turnBits(state, test)
}

/** Restores the default result of every test. Linear in the number of flipped tests and their words. */
export function unflipAll(state: DimensionState): void {
  for (let i = 0; i < state.flipCount; i++) {
    const test = state.flips[i]!
    state.flipped[test] = 0
    turnBits(state, test)
  }
  state.flipCount = 0
}

// INVARIANT: a term has at most one test per dimension, so the bits of different tests never overlap.
function turnBits(state: DimensionState, test: number): void {
  const { row, summary } = state
  const { wordsOfTest, bits } = state.table
  const end = wordsOfTest.starts[test + 1]!
  for (let at = wordsOfTest.starts[test]!; at < end; at++) {
    const word = wordsOfTest.items[at]!
    const turned = row[word]! ^ bits[at]!
    row[word] = turned
    const bit = 1 << (word & 31)
    if (turned === 0) summary[word >>> 5]! &= ~bit
    else summary[word >>> 5]! |= bit
  }
}

/** The terms that a test decides, in a table of one word. */
export function bitsOfTest({ wordsOfTest, bits }: TestTable, test: number): number {
  const at = wordsOfTest.starts[test]!
  return at < wordsOfTest.starts[test + 1]! ? bits[at]! : 0
}
