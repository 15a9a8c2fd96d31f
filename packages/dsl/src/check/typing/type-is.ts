import { type Condition, leaf, type TextSubject } from '@tidegate/model'
import type { Subject } from '../conditions/subject.ts'
import type { TypedTest } from '../conditions/typed.ts'
import { needsOf, reportInvalidTest, type TestContext } from './test-context.ts'

/**
 * Checks `is present`, `is absent`, `is empty`, `is not empty` and `is oversized`: these tests have a result even for an absent fact, and
 * all but the last establish whether the fact is present.
 */
export function typeIs(context: TestContext<'is'>): TypedTest | undefined {
  const { checking, test, subject } = context
  if (test.state === 'oversized') return typeOversized(context)
  const asksContent = test.state === 'empty' || test.state === 'not-empty'
  const words = `\`is ${test.state.replace('-', ' ')}\``
  const condition = asksContent ? notEmpty(subject) : present(subject)
  if (condition === undefined) return reportInvalidTest(context, words)
  const negated = test.state === 'absent' || test.state === 'empty'
  if (subject.presence === undefined && !asksContent) {
    const answer = negated ? 'never' : 'always'
    checking.report.add('TG413', test.span, `\`${subject.label}\` is never absent: the test is ${answer} true`)
  }
  return { kind: 'test', span: test.span, condition, negated, asksPresence: true, needs: needsOf(subject), ownNeeds: 1 }
}

/** Checks `agent is oversized`. */
function typeOversized(context: TestContext<'is'>): TypedTest | undefined {
  const { test, subject } = context
  if (subject.kind !== 'text' || subject.subject.kind !== 'agent') return reportInvalidTest(context, '`is oversized`')
  const condition = leaf({ kind: 'agent-oversized' })
  return { kind: 'test', span: test.span, condition, negated: false, asksPresence: true, needs: [], ownNeeds: 0 }
}

function present(subject: Subject): Condition | undefined {
  if (subject.presence === undefined) return { kind: 'true' }
  switch (subject.kind) {
    case 'address':
      // Every request has an `ip`, so this case is handled above.
      return subject.subject.kind === 'ip' ? { kind: 'true' } : leaf({ kind: 'present', subject: subject.subject })
    case 'text':
    case 'texts':
      return leaf({ kind: 'present', subject: subject.subject })
    case 'addresses':
    case 'number':
    case 'flag':
      return leaf({ kind: 'present', subject: { kind: 'fact', fact: subject.fact } })
    case 'bot':
      return leaf({ kind: 'present', subject: { kind: 'bot' } })
    case 'path':
    case 'time':
      return { kind: 'true' }
  }
}

function notEmpty(subject: Subject): Condition | undefined {
  const asked = askedForContent(subject)
  return asked === undefined ? undefined : leaf({ kind: 'not-empty', subject: asked })
}

function askedForContent(subject: Subject): TextSubject | undefined {
  switch (subject.kind) {
    case 'text':
    case 'texts':
      return subject.subject
    case 'addresses':
      return { kind: 'fact', fact: subject.fact }
    case 'address':
    case 'bot':
    case 'path':
    case 'number':
    case 'flag':
    case 'time':
      return undefined
  }
}
