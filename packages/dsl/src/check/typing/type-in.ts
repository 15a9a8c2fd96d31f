import type { Condition } from '@tidegate/model'
import type { Subject, SubjectKind } from '../conditions/subject.ts'
import type { TypedTest } from '../conditions/typed.ts'
import { inAddresses } from './in-addresses.ts'
import { inBots } from './in-bots.ts'
import { inNumbers } from './in-numbers.ts'
import { inPaths } from './in-paths.ts'
import { inTexts } from './in-texts.ts'
import { inWindows } from './in-windows.ts'
import type { InContext, SetTest } from './set-test.ts'
import { needsOf, reportInvalidTest, type TestContext } from './test-context.ts'

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

/** Checks `FACT in SET` and `FACT not in SET`; the fact determines which entries SET may contain. */
export function typeIn<K extends SubjectKind>(context: TestContext<'in'>): TypedTest | undefined {
  const { checking, test, subject } = context
  const inSet = inBySubject[subject.kind as K] as InSet<K> | undefined
  if (inSet === undefined) return reportInvalidTest(context, '`in`')
  const set = inSet({ ...context, subject: subject as Extract<Subject, { kind: K }> })
  if (set === undefined) return undefined
  const [only] = set.any
  const condition: Condition = set.any.length === 1 && only !== undefined ? only : { kind: 'or', any: set.any }
  if (checking.countTests(condition) > checking.limits.tests) {
    checking.report.add('TG357', test.span, `expected at most ${checking.limits.tests} tests in all rules together`)
    return undefined
  }
  const needs = needsOf(subject)
  return {
    kind: 'test',
    span: test.span,
    condition,
    negated: test.negated,
    asksPresence: set.total ?? false,
    needs: set.needs.length === 0 ? needs : [...needs, ...set.needs],
    ownNeeds: needs.length,
  }
}
