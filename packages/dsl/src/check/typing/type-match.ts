import { type Condition, leaf, type TextSubject } from '@tidegate/model'
import { type Subject, textOfSubject } from '../conditions/subject.ts'
import type { TypedTest } from '../conditions/typed.ts'
import { readPathText } from './read-path-text.ts'
import { readTextValue } from './read-text-value.ts'
import { needsOf, reportInvalidTest, type TestContext } from './test-context.ts'

type MatchOperator = 'contains' | 'starts-with' | 'ends-with'

const partOf = { contains: 'middle', 'starts-with': 'start', 'ends-with': 'end' } as const

/** Checks `contains`, `starts with` and `ends with` on texts and paths. */
export function typeMatch(context: TestContext<'match'>): TypedTest | undefined {
  const { checking, test, subject } = context
  const text = textOfSubject(subject)
  if (text === undefined) return reportInvalidTest(context, `\`${test.operator.replace('-', ' ')}\``)
  const { value } = test
  if (value.text === '') {
    checking.report.add('TG208', value.span, 'every text contains the empty string: expected at least one character')
    return undefined
  }
  const condition = subject.kind === 'path' ? matchPath({ ...context, subject }, text) : matchText(context, text)
  if (condition === undefined) return undefined
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

function matchText(context: TestContext<'match'>, text: TextSubject): Condition | undefined {
  const { value, operator } = context.test
  const read = readTextValue(context, value.text, value.span, partOf[operator])
  return read === undefined ? undefined : matchOf(text, operator, read)
}

function matchPath(
  context: TestContext<'match'> & { readonly subject: Extract<Subject, { kind: 'path' }> },
  text: TextSubject,
): Condition | undefined {
  const { checking, test, subject } = context
  const { value, operator } = test
  const read = readPathText(context, value.text, value.span, partOf[operator])
  if (read === undefined) return undefined
  if (checking.pathsMatchExactly) return matchOf(text, operator, read)
  if (operator === 'ends-with' && read === '/') {
    const { label } = subject
    const message = `only the root path ends with \`/\`: other values of \`${label}\` are compared without a trailing slash`
    checking.report.add('TG413', value.span, message, {
      help: `write \`${label} == "/"\` for the root path, or \`paths match exactly\` at the top of the policy`,
    })
  }
  return foldedMatch(text, operator, read)
}

/**
 * Returns a match on folded paths, which have lost a trailing slash: `path starts with "/v1/"` is true for a request for `/v1/`,
 * which is compared as `/v1`, but not for `/v10`.
 */
function foldedMatch(subject: TextSubject, operator: MatchOperator, value: string): Condition {
  const match = matchOf(subject, operator, value)
  if (!value.endsWith('/') || value === '/') return match
  const folded = value.slice(0, -1)
  switch (operator) {
    case 'starts-with':
      return { kind: 'or', any: [match, textIs(subject, folded)] }
    case 'contains':
      return { kind: 'or', any: [match, foldedEnd(subject, folded)] }
    case 'ends-with':
      return foldedEnd(subject, folded)
  }
}

/** The root path ends with a slash, but has lost none. */
function foldedEnd(subject: TextSubject, folded: string): Condition {
  const ends = matchOf(subject, 'ends-with', folded)
  if (folded !== '/') return ends
  return { kind: 'and', all: [ends, { kind: 'not', condition: textIs(subject, '/') }] }
}

function textIs(subject: TextSubject, value: string): Condition {
  return leaf({ kind: 'text-in', subject, values: [value] })
}

function matchOf(subject: TextSubject, operator: MatchOperator, value: string): Condition {
  return leaf({ kind: 'text-match', subject, operator, value })
}
