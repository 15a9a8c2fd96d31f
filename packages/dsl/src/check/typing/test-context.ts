import type { Fix } from '@tidegate/model'
import type { TestAst } from '../../syntax/ast/conditions.ts'
import type { Checking } from '../checking.ts'
import { type Subject, validTestsOf, wordsOfSubject } from '../conditions/subject.ts'
import type { TypedTest } from '../conditions/typed.ts'
import type { Unit } from '../unit.ts'

/** The input for checking any test: the test and its subject. */
export interface AnyTestContext {
  readonly checking: Checking
  readonly unit: Unit
  readonly test: TestAst
  readonly subject: Subject
}

/** The input for checking a test of one kind. */
export type TestContext<K extends TestAst['kind']> = AnyTestContext & { readonly test: Extract<TestAst, { kind: K }> }

/** Reports a test that is not valid for its fact, and lists the valid ones. */
export function reportInvalidTest(
  { checking, test, subject }: AnyTestContext,
  testWords: string,
  fix?: Fix,
): undefined {
  const message = `\`${subject.label}\` is ${wordsOfSubject(subject.kind)}: ${testWords} cannot be used with it`
  checking.report.add('TG206', test.span, message, { help: validTestsOf(subject), fix })
}

/** Returns the facts that must be present for a test of these subjects. */
export function needsOf(...subjects: readonly Subject[]): TypedTest['needs'] {
  return subjects.flatMap(({ presence }) => (presence === undefined ? [] : [presence]))
}
