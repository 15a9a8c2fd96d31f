import { leaf } from '@tidegate/model'
import type { TypedTest } from '../conditions/typed.ts'
import { wordsOfSubject, validTestsOf } from '../conditions/subject.ts'
import { insertFix } from '../report.ts'
import { needsOf, type TestContext } from './test-context.ts'

/** Checks a bare fact, which must be a flag. */
export function typeFlag({ checking, test, subject }: TestContext<'flag'>): TypedTest | undefined {
  if (subject.kind === 'flag') {
    const condition = leaf({ kind: 'flag', fact: subject.fact })
    return {
      kind: 'test',
      span: test.span,
      condition,
      negated: false,
      asksPresence: false,
      needs: needsOf(subject),
      ownNeeds: 1,
    }
  }
  const end = { file: test.span.file, start: test.span.end, end: test.span.end }
  const message = `\`${subject.label}\` is ${wordsOfSubject(subject.kind)}: only a flag can be a test by itself`
  checking.report.add('TG206', test.span, message, {
    help: `${validTestsOf(subject)}${subject.presence === undefined || subject.kind === 'bot' ? '' : `, or \`${subject.label} is present\``}`,
    fix:
      subject.presence === undefined
        ? undefined
        : insertFix(end, ' is present', `write \`${subject.label} is present\``),
  })
  return undefined
}
