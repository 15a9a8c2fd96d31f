import type { Condition } from '@tidegate/model'
import type { TestSetEntry } from '../../syntax/ast/conditions.ts'
import { type Subject, type SubjectKind, wordsOfSubject } from '../conditions/subject.ts'
import type { PresenceKey } from '../conditions/typed.ts'
import type { ReportDetails } from '../report.ts'
import type { TestContext } from './test-context.ts'

/** The meaning of a set after `in`: conditions of which at least one must be true, and the facts that it needs in addition to the subject. */
export interface SetTest {
  readonly any: readonly Condition[]
  readonly needs: readonly PresenceKey[]
  /** Whether the test is total: `bot in` has a result for every user agent. */
  readonly total?: boolean
}

/** The input for checking the set after `in`. */
export type InContext<K extends SubjectKind> = TestContext<'in'> & {
  readonly subject: Extract<Subject, { kind: K }>
}

const entryWords: Readonly<Record<TestSetEntry['kind'], string>> = {
  name: 'a name',
  address: 'an address',
  range: 'a range of addresses',
  pattern: 'a path pattern',
  text: 'a string',
  number: 'a number',
  span: 'a time',
}

/** Reports an entry that is not allowed in a set for this fact. */
export function reportEntry(
  { checking, subject }: TestContext<'in'>,
  entry: TestSetEntry,
  expected: string,
  details?: ReportDetails,
): undefined {
  const message = `\`${subject.label}\` is ${wordsOfSubject(subject.kind)}: expected ${expected}, found ${entryWords[entry.kind]}`
  checking.report.add('TG207', entry.span, message, details)
}
