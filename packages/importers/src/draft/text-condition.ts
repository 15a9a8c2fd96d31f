import { anyOf, type Condition, isEmpty, test, testOf } from './condition.ts'
import { quoted } from './policy-draft.ts'
import { regexSequences, type RegexSequence } from './regex-sequences.ts'

/**
 * Returns the condition that a regular expression over a text (`header("x")`) describes; undefined if it has no equivalent. If
 * case is ignored, the text is tested as written and in the usual cases, since the language compares texts with regard to case.
 */
export function textConditionOfRegex(subject: string, source: string, ignoresCase = false): Condition | undefined {
  const tests = regexSequences(source)?.map((sequence) => testOfSequence(subject, sequence, ignoresCase))
  if (tests === undefined || tests.length === 0) return undefined
  const known = tests.filter((each) => each !== undefined)
  return known.length === tests.length ? anyOf(known) : undefined
}

/** Returns the condition that a text is exactly `text`; an empty text also stands for an absent one. */
export function textConditionOf(subject: string, text: string): Condition {
  return text === '' ? isEmpty(subject) : testOf(subject, `== ${quoted(text)}`)
}

function testOfSequence(subject: string, sequence: RegexSequence, ignoresCase: boolean): Condition | undefined {
  const isAtStart = sequence[0]?.kind === 'start'
  const isAtEnd = sequence.at(-1)?.kind === 'end'
  const inner = sequence.filter(({ kind }) => kind !== 'start' && kind !== 'end')
  if (inner.length === 0 && isAtStart && isAtEnd) return isEmpty(subject)
  const opensStart = inner[0]?.kind === 'any'
  const opensEnd = inner.length > 1 && inner.at(-1)?.kind === 'any'
  const [only, ...others] = inner.slice(opensStart ? 1 : 0, opensEnd ? -1 : undefined)
  if (others.length > 0) return undefined
  // `.` and `.*` alone match anything; a dot is literal only next to other characters.
  if (only === undefined || (only.kind === 'text' && only.text === '.')) {
    return test(`${subject} is present`, `${subject} is absent`)
  }
  if (only.kind !== 'text') return undefined
  const starts = isAtStart && !opensStart
  const ends = isAtEnd && !opensEnd
  const compared = starts && ends ? '==' : starts ? 'starts with' : ends ? 'ends with' : 'contains'
  return comparedWith(subject, compared, only.text, ignoresCase)
}

/** Returns a test of a text. If case is ignored, it tests the text as written, in lower case, in upper case, and capitalised. */
export function comparedWith(subject: string, compared: string, text: string, ignoresCase: boolean): Condition {
  const small = text.toLowerCase()
  const ways = ignoresCase
    ? [text, small, small.replace(/[a-z]/, (first) => first.toUpperCase()), text.toUpperCase()]
    : [text]
  return anyOf([...new Set(ways)].map((way) => testOf(subject, `${compared} ${quoted(way)}`)))
}
