import { type Condition, foldCondition, type KeyNames, type Test, testKey } from '@tidegate/model'

/** A test of a condition, as a Boolean variable: equivalent tests share an atom. */
export interface Atom {
  readonly key: string
  /** From 0, in the order in which atoms were found. */
  readonly number: number
  readonly test: Test
  /** Shared by tests that depend on the same value, and only by those. */
  readonly dimension: string
}

/** Returns the atom of a test: the same object for equivalent tests. */
export type Atoms = (test: Test) => Atom

/** Truth values of atoms, by their keys. */
export type Assignment = ReadonlyMap<string, boolean>

/** A condition over atoms. */
export interface Formula {
  readonly atoms: readonly Atom[]
  readonly holds: (assignment: Assignment) => boolean
}

/** Creates a lookup of atoms; `dimensionOf` returns undefined for tests that are independent of all others. */
export function createAtoms(writer: KeyNames, dimensionOf: (test: Test) => string | undefined): Atoms {
  const ofTest = new Map<Test, Atom>()
  const ofKey = new Map<string, Atom>()

  function read(test: Test): Atom {
    const key = testKey(test, writer)
    let atom = ofKey.get(key)
    if (atom === undefined) {
      atom = { key, number: ofKey.size, test, dimension: dimensionOf(test) ?? `free ${key}` }
      ofKey.set(key, atom)
    }
    ofTest.set(test, atom)
    return atom
  }

  return (test) => ofTest.get(test) ?? read(test)
}

/** Returns a condition as a function of its atoms. */
export function formulaOf(condition: Condition, atomOf: Atoms): Formula {
  const atoms = new Set<Atom>()
  const holds = foldCondition<Formula['holds']>(condition, {
    constant: (value) => () => value,
    all: (parts) => (assignment) => parts.every((part) => part(assignment)),
    any: (parts) => (assignment) => parts.some((part) => part(assignment)),
    test: (test, wanted) => {
      const atom = atomOf(test)
      const { key } = atom
      atoms.add(atom)
      return (assignment) => (assignment.get(key) ?? false) === wanted
    },
  })
  return { atoms: [...atoms], holds }
}
