import type { TestTable } from '../plan/dimensions.ts'
import type { Plan } from '../plan/plan.ts'

/** A dimension at run time: its row for the current request. */
export interface DimensionState {
  /** The terms of exemptions, one bit each. */
  readonly exempt: Int32Array
  readonly table: TestTable
  readonly row: Int32Array
  /** One bit per word of `row`: whether the word is not 0. */
  readonly summary: Int32Array
  /** Tests whose result differs from the default, as a list and as marks. */
  readonly flips: Int32Array
  readonly flipped: Uint8Array
  flipCount: number
  /** Tests that the request leaves in doubt: they are true, except in the terms of exemptions. As a list and as marks. */
  readonly doubts: Int32Array
  readonly doubted: Uint8Array
  doubtCount: number
  /** Whether every test is in doubt; `doubts` then is empty. */
  isUnknown: boolean
  /** The row and its summary while `isUnknown`; created for the first such request. */
  unknown: UnknownRow | undefined
  /** The request for which the row was computed. */
  request: number
}

/** What a dimension contains while what it tests is unknown. */
interface UnknownRow {
  readonly row: Int32Array
  readonly summary: Int32Array
  /** The terms that have a test in the dimension. */
  readonly tested: Int32Array
}

/** Creates the state in which every test has its default result. */
export function createDimensionState(table: TestTable, exempt: Int32Array): DimensionState {
  return {
    exempt,
    table,
    row: table.row.slice(),
    summary: summaryOf(table.row),
    flips: new Int32Array(table.tests.length),
    flipped: new Uint8Array(table.tests.length),
    flipCount: 0,
    doubts: new Int32Array(table.tests.length),
    doubted: new Uint8Array(table.tests.length),
    doubtCount: 0,
    isUnknown: false,
    unknown: undefined,
    request: -1,
  }
}

/** One bit per word of a row: whether the word is not 0. */
export function summaryOf(row: Int32Array): Int32Array {
  const summary = new Int32Array((row.length + 31) >>> 5)
  for (let word = 0; word < row.length; word++) if (row[word] !== 0) summary[word >>> 5]! |= 1 << (word & 31)
  return summary
}

/** Whether a test is true; `doubt` is its value if it is in doubt. */
export function testHoldsNow(state: DimensionState, test: number, doubt: boolean): boolean {
  if (state.isUnknown || state.doubted[test] === 1) return doubt
  return state.table.byDefault[test] !== state.flipped[test]
}

/** Whether a term has a test that is in doubt. Linear in those tests. */
export function restsOnDoubt(state: DimensionState, term: number): boolean {
  if (state.isUnknown) return ((state.unknown!.tested[term >>> 5]! >>> (term & 31)) & 1) === 1
  const { wordsOfTest, bits } = state.table
  for (let i = 0; i < state.doubtCount; i++) {
    const test = state.doubts[i]!
    for (let at = wordsOfTest.starts[test]!; at < wordsOfTest.starts[test + 1]!; at++) {
      if (wordsOfTest.items[at] === term >>> 5 && ((bits[at]! >>> (term & 31)) & 1) === 1) return true
    }
  }
  return false
}

/** The terms of a plan that belong to exemptions, one bit each. */
export function exemptTerms({ model, dimensions: { terms } }: Plan): Int32Array {
  const exempt = new Int32Array(terms.words)
  for (let term = 0; term < terms.count; term++) {
    if (model.rules[terms.rules[term]!]?.kind === 'exempt') exempt[term >>> 5]! |= 1 << (term & 31)
  }
  return exempt
}

/** Leaves a test in doubt, which has its default result. */
export function doubtTest(state: DimensionState, test: number): void {
  state.doubts[state.doubtCount++] = test
  state.doubted[test] = 1
  const { wordsOfTest, bits } = state.table
  for (let at = wordsOfTest.starts[test]!; at < wordsOfTest.starts[test + 1]!; at++) {
    const word = wordsOfTest.items[at]!
    setWord(state, word, (state.row[word]! | bits[at]!) & ~(bits[at]! & state.exempt[word]!))
  }
}

/** Leaves every test in doubt: what the dimension tests is unknown. Linear in the words of the row. */
export function doubtAll(state: DimensionState): void {
  restoreAll(state)
  state.unknown ??= unknownRow(state)
  state.row.set(state.unknown.row)
  state.summary.set(state.unknown.summary)
  state.isUnknown = true
}

function unknownRow({ table: { row: known, wordsOfTest, bits }, exempt }: DimensionState): UnknownRow {
  const tested = new Int32Array(known.length)
  for (const [at, word] of wordsOfTest.items.entries()) tested[word]! |= bits[at]!
  const row = known.map((word, index) => (word | tested[index]!) & ~(tested[index]! & exempt[index]!))
  return { row, summary: summaryOf(row), tested }
}

/** Inverts the default result of a test. */
export function flipTest(state: DimensionState, test: number): void {
  state.flips[state.flipCount++] = test
  state.flipped[test] = 1
  turnBits(state, test)
}

/** Restores the default result of every test. Linear in the number of flipped and doubtful tests and their words. */
export function restoreAll(state: DimensionState): void {
  for (let i = 0; i < state.flipCount; i++) {
    const test = state.flips[i]!
    state.flipped[test] = 0
    turnBits(state, test)
  }
  state.flipCount = 0
  if (state.doubtCount > 0) settleAll(state)
  if (!state.isUnknown) return
  state.isUnknown = false
  state.row.set(state.table.row)
  state.summary.set(summaryOf(state.table.row))
}

/** Gives all tests that are in doubt their default results. */
function settleAll(state: DimensionState): void {
  const { wordsOfTest, bits, byDefault } = state.table
  for (let i = 0; i < state.doubtCount; i++) {
    const test = state.doubts[i]!
    state.doubted[test] = 0
    for (let at = wordsOfTest.starts[test]!; at < wordsOfTest.starts[test + 1]!; at++) {
      const word = wordsOfTest.items[at]!
      const others = state.row[word]! & ~bits[at]!
      setWord(state, word, byDefault[test] === 1 ? others | bits[at]! : others)
    }
  }
  state.doubtCount = 0
}

// INVARIANT: a term has at most one test per dimension, so the bits of different tests never overlap.
function turnBits(state: DimensionState, test: number): void {
  const { row } = state
  const { wordsOfTest, bits } = state.table
  const end = wordsOfTest.starts[test + 1]!
  for (let at = wordsOfTest.starts[test]!; at < end; at++) {
    const word = wordsOfTest.items[at]!
    setWord(state, word, row[word]! ^ bits[at]!)
  }
}

function setWord({ row, summary }: DimensionState, word: number, bits: number): void {
  row[word] = bits
  const bit = 1 << (word & 31)
  if (row[word] === 0) summary[word >>> 5]! &= ~bit
  else summary[word >>> 5]! |= bit
}

/** The terms that a test decides, in a table of one word. */
export function bitsOfTest({ wordsOfTest, bits }: TestTable, test: number): number {
  const at = wordsOfTest.starts[test]!
  return at < wordsOfTest.starts[test + 1]! ? bits[at]! : 0
}
