import { textOfSubject } from '../conditions/subject.ts'
import type { TypedTest } from '../conditions/typed.ts'
import { replaceFix } from '../report.ts'
import { needsOf, reportUnsuited, type TestContext } from './test-context.ts'

/** `contains`, `starts with`, `ends with`, on texts and paths. */
export function typeMatch(context: TestContext<'match'>): TypedTest | undefined {
  const { checking, test, subject } = context
  const text = textOfSubject(subject)
  if (text === undefined) return reportUnsuited(context, `\`${test.operator.replace('-', ' ')}\``)
  const { value } = test
  if (value.text === '') {
    checking.report.add('TG208', value.span, 'every text contains the empty text: expected at least one character')
    return undefined
  }
  if (text.kind === 'host' && /[A-Z]/.test(value.text)) {
    const instead = value.text.toLowerCase()
    checking.report.add('TG208', value.span, `\`host\` is in lower case: it never holds \`${value.text}\``, {
      fix: replaceFix(value.span, JSON.stringify(instead), `write \`${instead}\``),
    })
    return undefined
  }
  const condition = {
    kind: 'text-match',
    subject: text,
    operator: test.operator,
    value: subject.kind === 'path' && !checking.pathsMatchExactly ? lowerAscii(value.text) : value.text,
  } as const
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

// WHY: not `foldPath`, which drops a trailing slash: `path starts with "/v1/"` is not `path starts with "/v1"`.
function lowerAscii(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase())
}
