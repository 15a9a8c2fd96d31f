import { allOf, always, anyOf, type Condition, isEmpty, notOf, test, testOf } from './condition.ts'
import { operators } from './host-test.ts'
import { quoted } from './policy-draft.ts'
import { partOfMatch, type RegexMatch, readRegex, sourceOfMatch } from './read-regex.ts'

/** The condition that a regular expression describes, and what about it cannot be expressed. */
export interface TextReading {
  /** Undefined if nothing of the regular expression has an equivalent. */
  readonly condition: Condition | undefined
  /** The sources of alternatives that are left out. */
  readonly lost: readonly string[]
  /** How some tests differ from the regular expression, as sentences without a period. */
  readonly approximated: readonly string[]
}

/** Says that a text is compared in its usual spellings. */
export const spellingsApproximate = 'case is ignored in the usual spellings only: curl, Curl, CURL'

/**
 * Returns the condition that a regular expression over a text (`header("x")`) describes, of which at least an empty text must be present;
 * undefined if it has no equivalent. If case is ignored, the text is tested as written and in the usual cases, since the language
 * compares texts with regard to case.
 */
export function textConditionOfRegex(subject: string, source: string, ignoresCase = false): Condition | undefined {
  const { condition, lost } = readTextRegex(subject, source, ignoresCase)
  if (lost.length > 0 || condition === undefined) return undefined
  return condition.kind === 'always' ? test(`${subject} is present`, `${subject} is absent`) : condition
}

/** Reads a regular expression over a text, which is empty if it is absent; alternatives without an equivalent are listed as lost. */
export function readTextRegex(subject: string, source: string, ignoresCase = false): TextReading {
  const regex = readRegex(source, ignoresCase)
  const lost = [...regex.lost]
  const approximated = new Set(regex.approximated)
  const known: Condition[] = []
  for (const match of regex.matches) {
    const read = conditionOfMatch(subject, match, regex.ignoresCase)
    if (read === undefined) lost.push(sourceOfMatch(match))
    else known.push(read)
    const hasLetters = match.pieces.some((piece) => piece.kind === 'text' && /[a-z]/i.test(piece.text))
    if (regex.ignoresCase && subject !== 'host' && hasLetters) approximated.add(spellingsApproximate)
  }
  return { condition: known.length === 0 ? undefined : anyOf(known), lost, approximated: [...approximated] }
}

/** Returns the condition that a text is exactly `text`; an empty text also stands for an absent one. */
export function textConditionOf(subject: string, text: string): Condition {
  return text === '' ? isEmpty(subject) : testOf(subject, `== ${quoted(text)}`)
}

function conditionOfMatch(subject: string, match: RegexMatch, ignoresCase: boolean): Condition | undefined {
  const { pieces, fromStart, toEnd, except } = match
  const excluded = except.map((each) => conditionOfMatch(subject, each, ignoresCase))
  if (excluded.includes(undefined)) return undefined
  const spared = notOf(anyOf(excluded.filter((each) => each !== undefined)))
  const [only, ...others] = pieces
  if (others.length > 0) return undefined
  if (only === undefined) {
    if (fromStart && toEnd) return isEmpty(subject)
    // What is not empty, for a text that may be absent.
    if (except.length === 1 && except[0]!.pieces.length === 0) return notOf(isEmpty(subject))
    return except.length === 0 ? always : spared
  }
  if (only.kind !== 'text') return undefined
  const compared = operators[partOfMatch(match)]
  return allOf([comparedWith(subject, compared, only.text, ignoresCase), spared])
}

/** Returns a test of a text. If case is ignored, it tests the text as written, in lower case, in upper case, and capitalised. */
export function comparedWith(subject: string, compared: string, text: string, ignoresCase: boolean): Condition {
  const small = text.toLowerCase()
  const ways = ignoresCase
    ? subject === 'host'
      ? [small]
      : [text, small, small.replace(/[a-z]/, (first) => first.toUpperCase()), text.toUpperCase()]
    : [text]
  return anyOf([...new Set(ways)].map((way) => testOf(subject, `${compared} ${quoted(way)}`)))
}
