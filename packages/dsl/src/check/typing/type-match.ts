import type { Condition, TextSubject } from '../../model/model.ts'
import { textOfSubject } from '../conditions/subject.ts'
import type { TypedTest } from '../conditions/typed.ts'
import { replaceFix } from '../report.ts'
import { needsOf, reportUnsuited, type TestContext } from './test-context.ts'

type MatchOperator = 'contains' | 'starts-with' | 'ends-with'

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
  const isFolded = subject.kind === 'path' && !checking.pathsMatchExactly
  const condition = isFolded
    ? foldedMatch(text, test.operator, lowerAscii(value.text))
    : matchOf(text, test.operator, value.text)
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

/**
 * A match on folded paths, which have lost one trailing slash: `path starts with "/v1/"` holds for a request of `/v1/`, which is
 * compared as `/v1`, and not for `/v10`.
 */
function foldedMatch(subject: TextSubject, operator: MatchOperator, value: string): Condition {
  const match = matchOf(subject, operator, value)
  if (!value.endsWith('/') || value === '/') return match
  const folded = value.slice(0, -1)
  switch (operator) {
    case 'starts-with':
      return { kind: 'or', any: [match, { kind: 'text-in', subject, values: [folded] }] }
    case 'contains':
      return { kind: 'or', any: [match, matchOf(subject, 'ends-with', folded)] }
    case 'ends-with':
      return matchOf(subject, 'ends-with', folded)
  }
}

function matchOf(subject: TextSubject, operator: MatchOperator, value: string): Condition {
  return { kind: 'text-match', subject, operator, value }
}

function lowerAscii(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase())
}
