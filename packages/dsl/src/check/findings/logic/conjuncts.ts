import { type Condition, type KeyNames, negate } from '@tidegate/model'
import { writeCondition } from '../../assemble/write-condition.ts'
import { type Atom, type Atoms, type Formula, formulaOf } from './atoms.ts'

/** A part of a conjunction that is no conjunction itself. */
export interface Conjunct extends Formula {
  readonly condition: Condition
  /** A number that parts have in common which say the same, and no others. */
  readonly id: number
  /** What its atoms look at, each once. */
  readonly dimensions: readonly string[]
  /** Of a part that is one test: the test, and whether it must hold or must not. */
  readonly literal?: Literal
}

/** One test, or its opposite. */
export interface Literal {
  readonly atom: Atom
  readonly wanted: boolean
}

/** The parts of a condition, or of its negation where it is not `wanted`, that must all hold. */
export type Conjuncts = (condition: Condition, wanted: boolean) => readonly Conjunct[]

/** Takes conditions apart; each is looked at once. */
export function createConjuncts(writer: KeyNames, atomOf: Atoms): Conjuncts {
  const wantedOnes = new Map<Condition, readonly Conjunct[]>()
  const unwantedOnes = new Map<Condition, readonly Conjunct[]>()
  const ids = new Map<string, number>()

  function conjuncts(condition: Condition, wanted: boolean): readonly Conjunct[] {
    if (condition.kind !== 'and' && condition.kind !== 'or') return takeApart(condition, wanted)
    const known = wanted ? wantedOnes : unwantedOnes
    let taken = known.get(condition)
    if (taken === undefined) {
      taken = takeApart(condition, wanted)
      known.set(condition, taken)
    }
    return taken
  }

  function takeApart(condition: Condition, wanted: boolean): readonly Conjunct[] {
    switch (condition.kind) {
      case 'not':
        return conjuncts(condition.condition, !wanted)
      case 'and':
        return wanted ? condition.all.flatMap((part) => conjuncts(part, true)) : [whole(negate(condition))]
      case 'or':
        return wanted ? [whole(condition)] : condition.any.flatMap((part) => conjuncts(part, false))
      case 'true':
        return wanted ? [] : [whole(negate(condition))]
      case 'test':
        return [single(wanted ? condition : negate(condition), { atom: atomOf(condition.test), wanted })]
    }
  }

  function single(condition: Condition, literal: Literal): Conjunct {
    const { atom, wanted } = literal
    const { key, number, dimension } = atom
    return {
      condition,
      atoms: [atom],
      holds: (assignment) => (assignment.get(key) ?? false) === wanted,
      id: wanted ? 2 * number : 2 * number + 1,
      dimensions: [dimension],
      literal,
    }
  }

  function whole(condition: Condition): Conjunct {
    const formula = formulaOf(condition, atomOf)
    const dimensions = [...new Set(formula.atoms.map(({ dimension }) => dimension))]
    const text = writeCondition(condition, writer)
    const id = ids.get(text) ?? -1 - ids.size
    ids.set(text, id)
    return { ...formula, condition, id, dimensions }
  }

  return conjuncts
}

/** Whether no two conjuncts have a dimension in common. */
export function areIndependent(conjuncts: readonly Conjunct[]): boolean {
  if (conjuncts.length > maxCompared) return independentGroups(conjuncts).length === conjuncts.length
  for (let at = 1; at < conjuncts.length; at++) {
    for (const dimension of conjuncts[at]?.dimensions ?? []) {
      for (let before = 0; before < at; before++)
        if (conjuncts[before]?.dimensions.includes(dimension) === true) return false
    }
  }
  return true
}

/** So many conjuncts are compared with each other sooner than gathered in groups. */
const maxCompared = 6

/** Conjuncts in groups that have no dimension in common with each other: one can hold or not whatever the others do. */
export function independentGroups(conjuncts: readonly Conjunct[]): readonly (readonly Conjunct[])[] {
  const groupOf = new Map<string, Conjunct[]>()
  const groups = new Set<Conjunct[]>()
  for (const conjunct of conjuncts) {
    let group: Conjunct[] = []
    for (const dimension of conjunct.dimensions) {
      const other = groupOf.get(dimension)
      if (other !== undefined && other !== group) group = merge(group, other)
    }
    group.push(conjunct)
    groups.add(group)
    for (const dimension of conjunct.dimensions) groupOf.set(dimension, group)
  }
  return [...groups]

  /** Puts the smaller group into the larger one. */
  function merge(a: Conjunct[], b: Conjunct[]): Conjunct[] {
    const [small, large] = a.length < b.length ? [a, b] : [b, a]
    for (const member of small) {
      large.push(member)
      for (const dimension of member.dimensions) groupOf.set(dimension, large)
    }
    groups.delete(small)
    return large
  }
}
