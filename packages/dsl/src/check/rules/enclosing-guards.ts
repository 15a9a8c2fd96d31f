import type { ConditionAst } from '../../syntax/ast/conditions.ts'
import { formatCondition } from '../../format/format-condition.ts'
import type { Checking } from '../checking.ts'
import { conditionOf } from '../conditions/typed.ts'
import { typeCondition } from '../conditions/type-condition.ts'
import { commonTo, establishedBy, type Established, unionOf } from '../presence/established-by.ts'
import { requirePresence } from '../presence/require-presence.ts'
import type { Inclusion, Unit } from '../unit.ts'
import type { DraftGuard } from './draft.ts'

/** The guards around the rules of each file and block, each computed once. */
export interface EnclosingGuards {
  /** Returns the guards around a statement: those of its file, then those of the enclosing blocks, outermost first. Undefined if one has an error. */
  readonly around: (unit: Unit, wheres: readonly ConditionAst[]) => readonly DraftGuard[] | undefined
}

/** Creates the lookup of guards for all files of a policy. */
export function createEnclosingGuards(checking: Checking): EnclosingGuards {
  const ofUnit = new Map<Unit, readonly DraftGuard[] | undefined>()
  const ofBlock = new Map<ConditionAst, DraftGuard | undefined>()

  function around(unit: Unit, wheres: readonly ConditionAst[]): readonly DraftGuard[] | undefined {
    const guards = [...(guardsOfUnit(unit) ?? [])]
    let failed = guardsOfUnit(unit) === undefined
    for (const where of wheres) {
      const guard = guardOfBlock(unit, where, guards)
      if (guard === undefined) failed = true
      else guards.push(guard)
    }
    return failed ? undefined : guards
  }

  function guardOfBlock(unit: Unit, where: ConditionAst, outer: readonly DraftGuard[]): DraftGuard | undefined {
    if (ofBlock.has(where)) return ofBlock.get(where)
    const typed = typeCondition(checking, unit, where)
    const guard = typed && {
      source: 'where' as const,
      condition: conditionOf(typed),
      text: formatCondition(where),
      place: checking.report.place(where.span),
      establishes: establishedBy(typed, true),
      typed,
    }
    if (typed !== undefined)
      requirePresence(checking, typed, { holds: true, established: establishedTogether(outer), whenAbsent: true })
    ofBlock.set(where, guard)
    return guard
  }

  function guardsOfUnit(unit: Unit): readonly DraftGuard[] | undefined {
    if (ofUnit.has(unit)) return ofUnit.get(unit)
    const alternatives = includersOf(checking, unit).map(({ from, inclusion }) => around(from, inclusion.wheres))
    const guards = alternatives.every((each) => each !== undefined) ? oneOf(alternatives) : undefined
    ofUnit.set(unit, guards)
    return guards
  }

  return { around }
}

/** Returns the facts that are present if all guards are true. */
export function establishedTogether(guards: readonly DraftGuard[]): Established {
  return unionOf(guards.map(({ establishes }) => establishes))
}

interface Includer {
  readonly from: Unit
  readonly inclusion: Inclusion
}

function includersOf({ units }: Checking, unit: Unit): readonly Includer[] {
  return units.flatMap((from) =>
    from.inclusions.filter((inclusion) => inclusion.unit === unit).map((inclusion) => ({ from, inclusion })),
  )
}

/**
 * Combines the guards of several inclusions of a file. The file is in force if any of its inclusions is, so an inclusion without
 * guards makes the others irrelevant.
 */
function oneOf(alternatives: readonly (readonly DraftGuard[])[]): readonly DraftGuard[] {
  const [first, second] = alternatives
  if (first === undefined || alternatives.some((guards) => guards.length === 0)) return []
  if (second === undefined) return first
  return [
    {
      source: 'where',
      condition: {
        kind: 'or',
        any: alternatives.map((guards) => ({ kind: 'and', all: guards.map(({ condition }) => condition) })),
      },
      text: alternatives.map((guards) => guards.map(({ text }) => `(${text})`).join(' and ')).join(' or '),
      place: first[0]!.place,
      establishes: commonTo(alternatives.map(establishedTogether)),
    },
  ]
}
