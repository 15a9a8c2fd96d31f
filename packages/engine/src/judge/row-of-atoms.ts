import { testGives } from '../plan/dimension-draft.ts'
import type { TestExpression, TestTable } from '../plan/dimensions.ts'
import { bitsOfTest } from './dimension-state.ts'

/** Up to so many atoms a row is laid out for each set of them. */
const mostLaidOut = 6

/**
 * The row of a dimension by the atoms that hold, both as bits of a number: of a table of one word and at most 32 atoms. What holds beyond a
 * few atoms costs what the tests cost that are about them.
 */
export function rowOfAtoms(table: TestTable): (atoms: number) => number {
  if (table.atomCount <= mostLaidOut) {
    const rows = Int32Array.from({ length: 1 << table.atomCount }, (_, atoms) => rowFor(table, atoms))
    return (atoms) => rows[atoms]!
  }
  const byDefault = table.row[0]!
  // Tests of one atom are turned by it alone.
  const flips = new Int32Array(table.atomCount)
  const others: ReadTest[] = []
  for (const [test, expression] of table.tests.entries()) {
    const bits = bitsOfTest(table, test)
    if (expression.kind === 'atom' || expression.kind === 'not') flips[expression.atom]! ^= bits
    else others.push({ expression, bits, atoms: atomsOf(expression), byDefault: table.byDefault[test] === 1 })
  }
  return (atoms) => {
    let row = byDefault
    for (let left = atoms; left !== 0; left &= left - 1) row ^= flips[31 - Math.clz32(left & -left)]!
    for (let i = 0; i < others.length; i++) {
      const test = others[i]!
      if ((test.atoms & atoms) !== 0 && gives(test.expression, atoms) !== test.byDefault) row ^= test.bits
    }
    return row
  }
}

interface ReadTest {
  readonly expression: TestExpression
  /** The terms that it decides. */
  readonly bits: number
  /** The atoms that it is about. */
  readonly atoms: number
  readonly byDefault: boolean
}

function rowFor(table: TestTable, atoms: number): number {
  const held = Uint8Array.from({ length: table.atomCount }, (_, atom) => (atoms >>> atom) & 1)
  let row = table.row[0]!
  for (const [test, expression] of table.tests.entries()) {
    if (testGives(expression, held) !== (table.byDefault[test] === 1)) row ^= bitsOfTest(table, test)
  }
  return row
}

function gives(test: TestExpression, atoms: number): boolean {
  switch (test.kind) {
    case 'atom':
      return ((atoms >>> test.atom) & 1) === 1
    case 'not':
      return ((atoms >>> test.atom) & 1) === 0
    case 'and':
      for (const each of test.all) if (!gives(each, atoms)) return false
      return true
    case 'or':
      for (const each of test.any) if (gives(each, atoms)) return true
      return false
  }
}

function atomsOf(test: TestExpression): number {
  switch (test.kind) {
    case 'atom':
    case 'not':
      return 1 << test.atom
    case 'and':
      return test.all.reduce((atoms, each) => atoms | atomsOf(each), 0)
    case 'or':
      return test.any.reduce((atoms, each) => atoms | atomsOf(each), 0)
  }
}
