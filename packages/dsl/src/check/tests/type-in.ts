import type { Condition } from '../../model/model.ts'
import type { TestSetEntry } from '../../syntax/ast.ts'
import type { Subject, SubjectKind } from '../conditions/subject.ts'
import { wordsOfSubject } from '../conditions/subject.ts'
import type { PresenceKey, TypedTest } from '../conditions/typed.ts'
import { inAddresses } from './in-addresses.ts'
import { inBots } from './in-bots.ts'
import { inNumbers } from './in-numbers.ts'
import { inPaths } from './in-paths.ts'
import { inTexts } from './in-texts.ts'
import { inWindows } from './in-windows.ts'
import { needsOf, reportUnsuited, type TestContext } from './type-test.ts'

/** What a set behind `in` comes to: conditions of which one must hold, and the facts that it needs beside the subject. */
export interface SetTest {
  readonly any: readonly Condition[]
  readonly needs: readonly PresenceKey[]
  /** Whether the test is total: `bot in` has an answer for every agent. */
  readonly total?: boolean
}

/** What typing the set behind `in` needs. */
export type InContext<K extends SubjectKind> = TestContext<'in'> & {
  readonly subject: Extract<Subject, { kind: K }>
}

type InSet<K extends SubjectKind> = (context: InContext<K>) => SetTest | undefined

const inBySubject: { readonly [K in SubjectKind]: InSet<K> | undefined } = {
  address: inAddresses,
  addresses: undefined,
  bot: inBots,
  path: inPaths,
  text: inTexts,
  texts: inTexts,
  number: inNumbers,
  flag: undefined,
  time: inWindows,
}

/** `FACT in SET` and `FACT not in SET`; what SET may hold depends on the fact. */
export function typeIn<K extends SubjectKind>(context: TestContext<'in'>): TypedTest | undefined {
  const { test, subject } = context
  const inSet = inBySubject[subject.kind as K] as InSet<K> | undefined
  if (inSet === undefined) return reportUnsuited(context, '`in`')
  const set = inSet({ ...context, subject: subject as Extract<Subject, { kind: K }> })
  if (set === undefined) return undefined
  const [only] = set.any
  const condition: Condition = set.any.length === 1 && only !== undefined ? only : { kind: 'or', any: set.any }
  return {
    kind: 'test',
    span: test.span,
    condition,
    negated: test.negated,
    asksPresence: set.total ?? false,
    needs: [...needsOf(subject), ...set.needs],
    ownNeeds: needsOf(subject).length,
  }
}

const entryWords: Readonly<Record<TestSetEntry['kind'], string>> = {
  name: 'a name',
  address: 'an address',
  range: 'a range of addresses',
  pattern: 'a path pattern',
  text: 'a text',
  number: 'a number',
  span: 'a time',
}

/** Reports an entry that cannot be in a set for this fact. */
export function reportEntry(
  { checking, subject }: TestContext<'in'>,
  entry: TestSetEntry,
  expected: string,
  fix?: Parameters<TestContext<'in'>['checking']['report']['add']>[3],
): undefined {
  const message = `\`${subject.label}\` is ${wordsOfSubject(subject.kind)}, and ${entryWords[entry.kind]} stands here: expected ${expected}`
  checking.report.add('TG207', entry.span, message, fix)
}
