import type { TestAst } from '../../syntax/ast.ts'
import type { Checking } from '../checking.ts'
import { subjectOf } from '../conditions/subject-of.ts'
import { type Subject, testsThatSuit, wordsOfSubject } from '../conditions/subject.ts'
import type { TypedTest } from '../conditions/typed.ts'
import type { Fix } from '../../diagnostic.ts'
import type { Unit } from '../unit.ts'
import { typeCompare } from './type-compare.ts'
import { typeFlag } from './type-flag.ts'
import { typeImpersonates } from './type-impersonates.ts'
import { typeIn } from './type-in.ts'
import { typeIs } from './type-is.ts'
import { typeMatch } from './type-match.ts'

/** What typing any test needs: the test and what it looks at. */
export interface AnyTestContext {
  readonly checking: Checking
  readonly unit: Unit
  readonly test: TestAst
  readonly subject: Subject
}

/** What typing a test of one kind needs. */
export type TestContext<K extends TestAst['kind']> = AnyTestContext & { readonly test: Extract<TestAst, { kind: K }> }

type TypeTest<K extends TestAst['kind']> = (context: TestContext<K>) => TypedTest | undefined

const typeByKind: { readonly [K in TestAst['kind']]: TypeTest<K> } = {
  in: typeIn,
  compare: typeCompare,
  match: typeMatch,
  is: typeIs,
  impersonates: typeImpersonates,
  flag: typeFlag,
}

/** One test with its types checked, or undefined, after a report, when it does not suit the fact or names something unknown. */
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

/** Reports a test that does not suit its fact, with those that do. */
export function reportUnsuited({ checking, test, subject }: AnyTestContext, testWords: string, fix?: Fix): undefined {
  const message = `\`${subject.label}\` is ${wordsOfSubject(subject.kind)}: ${testWords} does not suit it`
  checking.report.add('TG206', test.span, message, { help: testsThatSuit(subject), fix })
}

/** What a test needs to be present. */
export function needsOf(...subjects: readonly Subject[]): TypedTest['needs'] {
  return subjects.flatMap(({ presence }) => (presence === undefined ? [] : [presence]))
}
