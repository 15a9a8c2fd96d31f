import type { Condition, Test } from '../../../model/model.ts'
import { type ConditionWriter, writeCondition } from '../../assemble/write-condition.ts'

/** A test of a condition, as a Boolean variable: tests that mean the same are one atom. */
export interface Atom {
  readonly key: string
  readonly test: Test
}

/** A choice of truth for atoms. */
export type Assignment = ReadonlyMap<string, boolean>

/** A condition over atoms. */
export interface Formula {
  readonly atoms: readonly Atom[]
  readonly holds: (assignment: Assignment) => boolean
}

/** A condition as a function of its atoms. */
export function formulaOf(condition: Condition, writer: ConditionWriter): Formula {
  const atoms = new Map<string, Atom>()
  const holds = compile(condition, (test) => {
    const key = writeCondition(test, writer)
    atoms.set(key, { key, test })
    return (assignment) => assignment.get(key) ?? false
  })
  return { atoms: [...atoms.values()], holds }
}

type Holds = Formula['holds']

function compile(condition: Condition, compileTest: (test: Test) => Holds): Holds {
  switch (condition.kind) {
    case 'anyone':
      return () => true
    case 'and': {
      const all = condition.all.map((part) => compile(part, compileTest))
      return (assignment) => all.every((part) => part(assignment))
    }
    case 'or': {
      const any = condition.any.map((part) => compile(part, compileTest))
      return (assignment) => any.some((part) => part(assignment))
    }
    case 'not': {
      const inner = compile(condition.condition, compileTest)
      return (assignment) => !inner(assignment)
    }
    case 'ip-in':
    case 'ip-in-fact':
    case 'bot-in':
    case 'bot-impersonates':
    case 'path-in':
    case 'text-in':
    case 'text-match':
    case 'text-same':
    case 'number-compare':
    case 'flag':
    case 'present':
    case 'not-empty':
    case 'now-in':
      return compileTest(condition)
  }
}
