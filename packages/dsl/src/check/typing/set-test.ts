import type { Condition } from '@tidegate/model'
import type { TestSetEntry } from '../../syntax/ast/conditions.ts'
import { type Subject, type SubjectKind, wordsOfSubject } from '../conditions/subject.ts'
import type { PresenceKey } from '../conditions/typed.ts'
import type { ReportDetails } from '../report.ts'
import type { TestContext } from './test-context.ts'

/**
 * A set after `in`, translated to conditions of which at least one must be true, with the facts that the set needs in addition to
 * the subject.
 */
export interface SetTest {
  readonly any: readonly Condition[]
  readonly needs: readonly PresenceKey[]
  /** Whether the test has a result even if its fact is absent, like `bot in`, which has one for every user agent. */
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
