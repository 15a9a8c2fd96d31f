import type { ConditionAst } from '../../syntax/ast/conditions.ts'
import { formatCondition } from '../../format/format-condition.ts'
import type { Checking } from '../checking.ts'
import { conditionOf } from '../conditions/typed.ts'
import { typeCondition } from '../conditions/type-condition.ts'
import { commonTo, establishedBy, type Established, unionOf } from '../presence/established-by.ts'
import { requirePresence } from '../presence/require-presence.ts'
import type { Inclusion, Unit } from '../unit.ts'
import type { DraftGuard } from './draft.ts'

/** The guards around the rules of each file and block, worked out once for each. */
export interface EnclosingGuards {
  /** The guards around a statement: those of its file, then those of the blocks that it stands in, outermost first. Undefined where one is wrong. */
  readonly around: (unit: Unit, wheres: readonly ConditionAst[]) => readonly DraftGuard[] | undefined
}

/** The guards of all files of a policy. */
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
    const ways = waysInto(checking, unit).map(({ from, inclusion }) => around(from, inclusion.wheres))
    const guards = ways.every((way) => way !== undefined) ? oneOf(ways) : undefined
    ofUnit.set(unit, guards)
    return guards
  }

  return { around }
}

/** The facts that are present where all guards hold. */
export function establishedTogether(guards: readonly DraftGuard[]): Established {
  return unionOf(guards.map(({ establishes }) => establishes))
}

interface Way {
  readonly from: Unit
  readonly inclusion: Inclusion
}

function waysInto({ units }: Checking, unit: Unit): readonly Way[] {
  return units.flatMap((from) =>
    from.inclusions.filter((inclusion) => inclusion.unit === unit).map((inclusion) => ({ from, inclusion })),
  )
}

/** A file is in force where any of its inclusions is; one without guards makes the others idle. */
function oneOf(ways: readonly (readonly DraftGuard[])[]): readonly DraftGuard[] {
  const [first, second] = ways
  if (first === undefined || ways.some((guards) => guards.length === 0)) return []
  if (second === undefined) return first
  return [
    {
      source: 'where',
      condition: {
        kind: 'or',
        any: ways.map((guards) => ({ kind: 'and', all: guards.map(({ condition }) => condition) })),
      },
      text: ways.map((guards) => guards.map(({ text }) => `(${text})`).join(' and ')).join(' or '),
      place: first[0]!.place,
      establishes: commonTo(ways.map(establishedTogether)),
    },
  ]
}
