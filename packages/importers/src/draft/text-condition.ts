import { anyOf, type Condition, isEmpty, test, testOf } from './condition.ts'
import { quoted } from './policy-draft.ts'
import { regexSequences, type RegexSequence } from './regex-texts.ts'

/**
 * The condition that a regular expression over some text means (`header("x")`), or undefined where it cannot be said. Where case is
 * ignored, the text counts as it is written and in the usual cases: the language compares texts as they are.
 */
export function textConditionOfRegex(subject: string, source: string, ignoresCase = false): Condition | undefined {
  const tests = regexSequences(source)?.map((sequence) => testOfSequence(subject, sequence, ignoresCase))
  if (tests === undefined || tests.length === 0) return undefined
  const known = tests.filter((each) => each !== undefined)
  return known.length === tests.length ? anyOf(known) : undefined
}

/** The condition that some text is exactly `text`; an empty text stands for an absent one too. */
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
  // `.` and `.*` alone match whatever is there; the dot counts as a dot only among other letters.
  if (only === undefined || (only.kind === 'text' && only.text === '.')) {
    return test(`${subject} is present`, `${subject} is absent`)
  }
  if (only.kind !== 'text') return undefined
  const starts = isAtStart && !opensStart
  const ends = isAtEnd && !opensEnd
  const compared = starts && ends ? '==' : starts ? 'starts with' : ends ? 'ends with' : 'contains'
  return comparedWith(subject, compared, only.text, ignoresCase)
}

/** A test of a text, or, where case is ignored, of the text as it is written, in small and in capital letters, and with a capital. */
export function comparedWith(subject: string, compared: string, text: string, ignoresCase: boolean): Condition {
  const small = text.toLowerCase()
  const ways = ignoresCase
    ? [text, small, small.replace(/[a-z]/, (first) => first.toUpperCase()), text.toUpperCase()]
    : [text]
  return anyOf([...new Set(ways)].map((way) => testOf(subject, `${compared} ${quoted(way)}`)))
}
