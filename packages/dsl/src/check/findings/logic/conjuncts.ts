import type { Condition } from '../../../model/model.ts'
import type { ConditionWriter } from '../../assemble/write-condition.ts'
import { writeCondition } from '../../assemble/write-condition.ts'
import { negate } from '../../conditions/typed.ts'
import { type Atom, type Formula, formulaOf } from './atoms.ts'

/** A part of a conjunction that is no conjunction itself. */
export interface Conjunct extends Formula {
  readonly condition: Condition
  /** A number that parts have in common which say the same, and no others. */
  readonly id: number
  /** What its atoms look at. */
  readonly dimensions: ReadonlySet<string>
}

/** The parts of a condition, or of its negation where it is not `wanted`, that must all hold. */
export type Conjuncts = (condition: Condition, wanted: boolean) => readonly Conjunct[]

/** Takes conditions apart; each is looked at once. */
export function createConjuncts(writer: ConditionWriter, dimensionOf: (atom: Atom) => string): Conjuncts {
  const known = {
    true: new WeakMap<Condition, readonly Conjunct[]>(),
    false: new WeakMap<Condition, readonly Conjunct[]>(),
  }

  const ids = new Map<string, number>()

  function conjuncts(condition: Condition, wanted: boolean): readonly Conjunct[] {
    const taken = known[`${wanted}`].get(condition) ?? takeApart(condition, wanted)
    known[`${wanted}`].set(condition, taken)
    return taken
  }

  function idOf(key: string): number {
    const id = ids.get(key) ?? ids.size
    ids.set(key, id)
    return id
  }

  function takeApart(condition: Condition, wanted: boolean): readonly Conjunct[] {
    if (condition.kind === 'not') return conjuncts(condition.condition, !wanted)
    if (condition.kind === 'and' && wanted) return condition.all.flatMap((part) => conjuncts(part, true))
    if (condition.kind === 'or' && !wanted) return condition.any.flatMap((part) => conjuncts(part, false))
    if (condition.kind === 'anyone' && wanted) return []
    const whole = wanted ? condition : negate(condition)
    const formula = formulaOf(whole, writer)
    return [
      {
        ...formula,
        condition: whole,
        id: idOf(writeCondition(whole, writer)),
        dimensions: new Set(formula.atoms.map(dimensionOf)),
      },
    ]
  }

  return conjuncts
}

/** Conjuncts in groups that have no dimension in common with each other: one can hold or not whatever the others do. */
export function independentGroups(conjuncts: readonly Conjunct[]): readonly (readonly Conjunct[])[] {
  let groups: { readonly dimensions: Set<string>; readonly members: Conjunct[] }[] = []
  for (const conjunct of conjuncts) {
    const touched = groups.filter(({ dimensions }) => [...conjunct.dimensions].some((each) => dimensions.has(each)))
    const [first, ...others] = touched
    if (first === undefined) {
      groups.push({ dimensions: new Set(conjunct.dimensions), members: [conjunct] })
      continue
    }
    first.members.push(conjunct)
    for (const dimension of conjunct.dimensions) first.dimensions.add(dimension)
    for (const other of others) {
      first.members.push(...other.members)
      for (const dimension of other.dimensions) first.dimensions.add(dimension)
    }
    if (others.length > 0) groups = groups.filter((group) => !others.includes(group))
  }
  return groups.map(({ members }) => members)
}
