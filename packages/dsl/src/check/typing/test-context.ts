import type { Fix } from '@tidegate/model'
import type { TestAst } from '../../syntax/ast/conditions.ts'
import type { Checking } from '../checking.ts'
import { type Subject, testsThatSuit, wordsOfSubject } from '../conditions/subject.ts'
import type { TypedTest } from '../conditions/typed.ts'
import type { Unit } from '../unit.ts'

/** What typing any test needs: the test and what it looks at. */
export interface AnyTestContext {
  readonly checking: Checking
  readonly unit: Unit
  readonly test: TestAst
  readonly subject: Subject
}

/** What typing a test of one kind needs. */
export type TestContext<K extends TestAst['kind']> = AnyTestContext & { readonly test: Extract<TestAst, { kind: K }> }

/** Reports a test that does not suit its fact, with those that do. */
export function reportUnsuited({ checking, test, subject }: AnyTestContext, testWords: string, fix?: Fix): undefined {
  const message = `\`${subject.label}\` is ${wordsOfSubject(subject.kind)}: ${testWords} cannot be used with it`
  checking.report.add('TG206', test.span, message, { help: testsThatSuit(subject), fix })
}

/** What a test needs to be present. */
export function needsOf(...subjects: readonly Subject[]): TypedTest['needs'] {
  return subjects.flatMap(({ presence }) => (presence === undefined ? [] : [presence]))
}
