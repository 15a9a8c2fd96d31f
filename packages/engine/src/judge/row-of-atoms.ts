import { testGives } from '../plan/dimension-draft.ts'
import type { TestTable } from '../plan/dimensions.ts'
import { bitsOfTest } from './dimension-state.ts'

/** Maximum number of atoms for which a row is precomputed for each set of atoms. */
const maxPrecomputed = 6

/**
 * Computes the row of a dimension from its true atoms (simple facts), both as the bits of a number, for a table of one word and at most 32 atoms.
 * With more than six atoms, tests over several atoms are evaluated only if one of their atoms is true.
 */
export class RowOfAtoms {
  readonly #table: TestTable
  /** The row of each set of atoms, if they are few. */
  readonly #rows: Int32Array | undefined
  readonly #byDefault: number
  // The atom of a test over one atom flips that test; other tests are evaluated if one of their atoms is true.
  readonly #flips: Int32Array
  readonly #others: readonly number[]
  readonly #shared: number
  readonly #held: Uint8Array

  constructor(table: TestTable) {
    const { atomCount } = table
    this.#table = table
    this.#held = new Uint8Array(atomCount)
    this.#rows =
      atomCount <= maxPrecomputed
        ? Int32Array.from({ length: 1 << atomCount }, (_, atoms) => rowFor(table, atoms))
        : undefined
    this.#byDefault = table.row[0]!
    this.#flips = new Int32Array(atomCount)
    const others: number[] = []
    for (const [test, expression] of table.tests.entries()) {
      if (expression.kind === 'atom' || expression.kind === 'not')
        this.#flips[expression.atom]! ^= bitsOfTest(table, test)
      else others.push(test)
    }
    this.#others = others
    this.#shared = atomsIn(table, others)
  }

  of(atoms: number): number {
    if (this.#rows !== undefined) return this.#rows[atoms]!
    let row = this.#byDefault
    for (let left = atoms; left !== 0; left &= left - 1) row ^= this.#flips[31 - Math.clz32(left & -left)]!
    return (atoms & this.#shared) === 0 ? row : row ^ turnedBy(this.#table, this.#others, atoms, this.#held)
  }
}

/** The atoms that these tests contain. */
function atomsIn({ atomCount, testsOfAtom: { starts, items } }: TestTable, tests: readonly number[]): number {
  let atoms = 0
  for (let atom = 0; atom < atomCount; atom++) {
    if (items.subarray(starts[atom], starts[atom + 1]).some((test) => tests.includes(test))) atoms |= 1 << atom
  }
  return atoms
}

/** The terms of those tests whose result differs from the default. `held` is a scratch array. */
function turnedBy(table: TestTable, tests: readonly number[], atoms: number, held: Uint8Array): number {
  for (let atom = 0; atom < held.length; atom++) held[atom] = (atoms >>> atom) & 1
  let turned = 0
  for (const test of tests) {
    if (testGives(table.tests[test]!, held) !== (table.byDefault[test] === 1)) turned ^= bitsOfTest(table, test)
  }
  return turned
}

function rowFor(table: TestTable, atoms: number): number {
  return table.row[0]! ^ turnedBy(table, [...table.tests.keys()], atoms, new Uint8Array(table.atomCount))
}
