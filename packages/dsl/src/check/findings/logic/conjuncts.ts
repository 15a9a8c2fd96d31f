import { type Condition, type KeyNames, negate } from '@tidegate/model'
import { writeCondition } from '../../assemble/write-condition.ts'
import { type Atom, type Atoms, type Formula, formulaOf } from './atoms.ts'

/** A part of a conjunction that is not a conjunction itself. */
export interface Conjunct extends Formula {
  readonly condition: Condition
  /** Equal for equivalent parts, and only for those. */
  readonly id: number
  /** The dimensions of its atoms, each once. */
  readonly dimensions: readonly string[]
  /** For a part that is a single test: the test, and whether it must be true or false. */
  readonly literal?: Literal
}

/** One test, or its negation. */
export interface Literal {
  readonly atom: Atom
  readonly wanted: boolean
}

/** Returns the parts that must all be true for a condition to be true or, if not `wanted`, to be false. */
export type Conjuncts = (condition: Condition, wanted: boolean) => readonly Conjunct[]

/** Creates a function that splits conditions into conjuncts; the result is cached for each condition. */
export function createConjuncts(writer: KeyNames, atomOf: Atoms): Conjuncts {
  const ofCondition = new Map<Condition, readonly Conjunct[]>()
  const ofNegation = new Map<Condition, readonly Conjunct[]>()
  const ids = new Map<string, number>()

  function conjuncts(condition: Condition, wanted: boolean): readonly Conjunct[] {
    if (condition.kind !== 'and' && condition.kind !== 'or') return split(condition, wanted)
    const known = wanted ? ofCondition : ofNegation
    let parts = known.get(condition)
    if (parts === undefined) {
      parts = split(condition, wanted)
      known.set(condition, parts)
    }
    return parts
  }

  function split(condition: Condition, wanted: boolean): readonly Conjunct[] {
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
  const compared = conjuncts.reduce((sum, { dimensions }) => sum + dimensions.length, 0)
  if (conjuncts.length > maxCompared || compared > maxDimensions)
    return independentGroups(conjuncts).length === conjuncts.length
  for (let at = 1; at < conjuncts.length; at++) {
    for (const dimension of conjuncts[at]?.dimensions ?? []) {
      for (let before = 0; before < at; before++)
        if (conjuncts[before]?.dimensions.includes(dimension) === true) return false
    }
  }
  return true
}

/** Up to these numbers, comparing all conjuncts with each other is faster than grouping them. */
const maxCompared = 6
const maxDimensions = 24

/** Groups conjuncts so that no two groups share a dimension: the truth of one group is independent of the others. */
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

  /** Merges the smaller group into the larger one. */
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
