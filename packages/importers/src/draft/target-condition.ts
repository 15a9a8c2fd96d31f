import { parsePathPattern, parsePathText, type PathTextPart } from '@tidegate/values'
import { allOf, always, anyOf, type Condition, isIn, notOf, test } from './condition.ts'
import { operators } from './host-test.ts'
import { caselessOf } from './path-condition.ts'
import { readQueryRegex } from './path-patterns.ts'
import { quoted } from './policy-draft.ts'
import { partOfMatch, type RegexMatch, readRegex, sourceOfMatch } from './read-regex.ts'
import type { Compared, RequestReading } from './request-reading.ts'

/** Says that targets are normalised, unlike those that nginx compares. */
const isNormalised =
  'nginx compares the target as the client wrote it; here escapes that have no effect are decoded first'

/** Says how an empty query is recognised. */
export const emptyQuery = 'a target that ends with `?` counts as one with a query'

/** Returns the condition that the target of a request equals a text or matches a regular expression, as far as it has an equivalent. */
export function readTargetTest({ isPattern, ignoresCase, text }: Compared): RequestReading {
  if (!isPattern) {
    const condition = textTest(text, 'whole')
    return { condition, lost: condition === undefined ? [text] : [], approximated: [isNormalised], caseless: [] }
  }
  const regex = readRegex(text, ignoresCase)
  const lost = [...regex.lost]
  const caseless: string[] = []
  const approximated = new Set([...regex.approximated, isNormalised])
  const known: Condition[] = []
  for (const match of regex.matches) {
    const read = conditionOf(match, (why) => approximated.add(why))
    if (read === undefined) lost.push(sourceOfMatch(match))
    else known.push(read)
    if (regex.ignoresCase && read !== undefined)
      caseless.push(
        ...match.pieces.flatMap((piece) => (piece.kind === 'text' && /[a-z]/i.test(piece.text) ? piece.text : [])),
      )
  }
  const condition = known.length === 0 ? undefined : anyOf(known)
  return {
    condition,
    lost: lost.length + known.length === 0 ? [text] : lost,
    approximated: [...approximated],
    caseless,
  }
}

/** Returns the condition that the query of a request equals a text or matches a regular expression, as far as it has an equivalent. */
export function readQueryTest({ isPattern, ignoresCase, text }: Compared): RequestReading {
  if (!isPattern) {
    const pattern = `/**?${text}`
    const isPlain = text !== '' && !/[(){},"#*\s]/.test(text) && parsePathPattern(pattern).kind === 'pattern'
    const condition = text === '' ? notOf(test('target contains "?"')) : isPlain ? isIn('target', pattern) : undefined
    const approximated = text === '' ? [emptyQuery] : []
    return { condition, lost: condition === undefined ? [text] : [], approximated, caseless: [] }
  }
  const reading = readQueryRegex(text, ignoresCase)
  const { parts, lost, approximated } = reading
  const condition =
    parts.length === 0
      ? undefined
      : anyOf(
          parts.map(({ patterns, except }) =>
            allOf([
              isIn('target', patterns.join(', ')),
              ...(except.length === 0 ? [] : [notOf(isIn('target', except.join(', ')))]),
            ]),
          ),
        )
  return {
    condition,
    lost: parts.length + lost.length === 0 ? [text] : lost,
    approximated,
    caseless: caselessOf(reading),
  }
}

const special = /[(){},"#*\s]/

function conditionOf(match: RegexMatch, approximates: (why: string) => void): Condition | undefined {
  const { pieces, fromStart, toEnd, except } = match
  const excluded = except.map((each) => conditionOf(each, approximates))
  if (excluded.includes(undefined)) return undefined
  const [only, ...others] = pieces
  let own: Condition | undefined
  if (only === undefined)
    return fromStart && toEnd
      ? undefined
      : allOf([always, ...excluded.flatMap((each) => (each === undefined ? [] : [notOf(each)]))])
  if (only?.kind === 'text' && others.length === 0) {
    own = textTest(only.text, partOfMatch(match))
  } else {
    let pattern = ''
    for (const piece of pieces) {
      switch (piece.kind) {
        case 'edge':
          return undefined
        case 'any':
          pattern += '**'
          break
        case 'segment':
          pattern += '*'
          break
        case 'text':
          if (special.test(piece.text))
            approximates('one of `(){},"#*` or a blank is written as `*`, which matches more')
          pattern += piece.text.replaceAll(new RegExp(special, 'g'), '*')
          break
      }
    }
    const whole = `${fromStart ? '' : '/**'}${pattern}${toEnd ? '' : '**'}`.replaceAll(/\*{3,}/g, '**')
    own = whole.startsWith('/') && parsePathPattern(whole).kind === 'pattern' ? isIn('target', whole) : undefined
  }
  return own === undefined ? undefined : allOf([own, notOf(anyOf(excluded.filter((each) => each !== undefined)))])
}

function textTest(text: string, part: PathTextPart): Condition | undefined {
  return parsePathText(text, part, 'target').kind === 'text'
    ? test(`target ${operators[part]} ${quoted(text)}`)
    : undefined
}
