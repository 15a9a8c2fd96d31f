import type { ConditionAst } from '../../syntax/ast/conditions.ts'
import type { Checking } from '../checking.ts'
import type { Unit } from '../unit.ts'
import { typeTest } from '../typing/type-test.ts'
import type { Typed } from './typed.ts'

/**
 * Returns a condition with its names and types checked, or undefined if it has errors; the whole condition is always checked
 * and all errors are reported.
 */
export function typeCondition(checking: Checking, unit: Unit, ast: ConditionAst): Typed | undefined {
  const { span } = ast
  switch (ast.kind) {
    case 'anyone':
      return { kind: 'anyone', span }
    case 'and': {
      const all = typeAll(checking, unit, ast.all)
      return all && { kind: 'and', all, span }
    }
    case 'or': {
      const any = typeAll(checking, unit, ast.any)
      return any && { kind: 'or', any, span }
    }
    case 'not': {
      const condition = typeCondition(checking, unit, ast.condition)
      return condition && { kind: 'not', condition, span }
    }
    case 'in':
    case 'compare':
    case 'match':
    case 'is':
    case 'impersonates':
    case 'flag':
      return typeTest(checking, unit, ast)
  }
}

function typeAll(checking: Checking, unit: Unit, asts: readonly ConditionAst[]): readonly Typed[] | undefined {
  const typed = asts.map((ast) => typeCondition(checking, unit, ast))
  return typed.every((each) => each !== undefined) ? typed : undefined
}
