import type { TestAst } from '../../syntax/ast/conditions.ts'
import type { Checking } from '../checking.ts'
import { subjectOf } from '../conditions/subject-of.ts'
import type { TypedTest } from '../conditions/typed.ts'
import type { Unit } from '../unit.ts'
import type { TestContext } from './test-context.ts'
import { typeCompare } from './type-compare.ts'
import { typeFlag } from './type-flag.ts'
import { typeImpersonates } from './type-impersonates.ts'
import { typeIn } from './type-in.ts'
import { typeIs } from './type-is.ts'
import { typeMatch } from './type-match.ts'

type TypeTest<K extends TestAst['kind']> = (context: TestContext<K>) => TypedTest | undefined

const typeByKind: { readonly [K in TestAst['kind']]: TypeTest<K> } = {
  in: typeIn,
  compare: typeCompare,
  match: typeMatch,
  is: typeIs,
  impersonates: typeImpersonates,
  flag: typeFlag,
}

/** Checks the types of one test. Returns undefined, after a report, if it is not valid for the fact or refers to an unknown name. */
export function typeTest<K extends TestAst['kind']>(
  checking: Checking,
  unit: Unit,
  test: Extract<TestAst, { kind: K }>,
): TypedTest | undefined {
  const subject = subjectOf(checking, unit, test.fact)
  if (subject === undefined) return undefined
  const type: TypeTest<K> = typeByKind[test.kind as K]
  return type({ checking, unit, test, subject })
}
