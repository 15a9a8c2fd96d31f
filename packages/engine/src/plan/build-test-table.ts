import { testGives } from './dimension-draft.ts'
import type { TestExpression, TestTable } from './dimensions.ts'
import { packLists } from './lists.ts'
import type { NumberedTerm } from './number-terms.ts'

/** Creates the table of a dimension's tests and their effects on terms. Linear in tests and terms. */
export function buildTestTable(
  dimension: number,
  atomCount: number,
  tests: readonly TestExpression[],
  terms: readonly NumberedTerm[],
): TestTable {
  const words = wordsFor(terms.length)
  const held = new Uint8Array(atomCount)
  const byDefault = Uint8Array.from(tests, (test) => (testGives(test, held) ? 1 : 0))
  const row = new Int32Array(words)
  const tested = new Int32Array(wordsFor(words))
  const bitsOfTest = tests.map(() => new Map<number, number>())
  for (const [term, { tests: own }] of terms.entries()) {
    const word = term >>> 5
    const bit = 1 << (term & 31)
    const test = own.get(dimension)
    if (test === undefined || byDefault[test] === 1) row[word]! |= bit
    if (test === undefined) continue
    tested[word >>> 5]! |= 1 << (word & 31)
    const bits = bitsOfTest[test]!
    bits.set(word, (bits.get(word) ?? 0) | bit)
  }
  const testsOfAtom: number[][] = Array.from({ length: atomCount }, () => [])
  for (const [test, expression] of tests.entries()) {
    for (const atom of atomsOf(expression, new Set())) testsOfAtom[atom]!.push(test)
  }
  return {
    atomCount,
    tests,
    byDefault,
    testsOfAtom: packLists(testsOfAtom),
    wordsOfTest: packLists(bitsOfTest.map((bits) => [...bits.keys()])),
    bits: Int32Array.from(bitsOfTest.flatMap((bits) => [...bits.values()])),
    row,
    tested,
  }
}

/** The number of 32-bit words for `count` bits. */
export function wordsFor(count: number): number {
  return (count + 31) >>> 5
}

function atomsOf(test: TestExpression, atoms: Set<number>): ReadonlySet<number> {
  switch (test.kind) {
    case 'atom':
    case 'not':
      return atoms.add(test.atom)
    case 'and':
      for (const each of test.all) atomsOf(each, atoms)
      return atoms
    case 'or':
      for (const each of test.any) atomsOf(each, atoms)
      return atoms
  }
}
