import { tokenMatcher, type IToken, type TokenType } from 'chevrotain'
import { makeToken } from '../make-token.ts'
import {
  Address,
  In,
  NotSame,
  Path,
  Paths,
  SameAs,
  Text,
  Word,
  WordContains,
  WordEnds,
  WordStarts,
  WordWith,
} from '../tokens.ts'
import { isComparison } from './is-comparison.ts'
import { replacing, spanOver, type CommonError } from './common-error.ts'

const OPERATORS: Readonly<Record<string, readonly TokenType[]>> = {
  equals: [SameAs],
  equal: [SameAs],
  eq: [SameAs],
  ne: [NotSame],
  neq: [NotSame],
  within: [In],
  inside: [In],
  includes: [WordContains],
  include: [WordContains],
  containing: [WordContains],
  contain: [WordContains],
  has: [WordContains],
  startswith: [WordStarts, WordWith],
  starts_with: [WordStarts, WordWith],
  beginswith: [WordStarts, WordWith],
  begins_with: [WordStarts, WordWith],
  endswith: [WordEnds, WordWith],
  ends_with: [WordEnds, WordWith],
}

const PATTERNS = new Set(['matches', 'match', 'matching', 'like', 'regex', 'regexp', 'rx', 'wildcard'])

const WRITTEN = new Map<TokenType, string>([
  [SameAs, '=='],
  [NotSame, '!='],
  [In, 'in'],
  [WordContains, 'contains'],
  [WordStarts, 'starts'],
  [WordEnds, 'ends'],
  [WordWith, 'with'],
])

/** `host equals "a"`, `agent matches "curl"`: an operator of another language, in letters. */
export const operatorInWords: CommonError = {
  begins: [Word],
  fix: (cursor) => {
    const { at, reporter } = cursor
    const word = at(0)
    const name = word.image.toLowerCase()
    const operand = at(1)
    const isPattern = PATTERNS.has(name)
    const types = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined
    // WHY: after a set named `only`, the declaration `paths match exactly` looks like a condition.
    if (tokenMatcher(at(-1), Paths) && name === 'match' && operand.image === 'exactly') return undefined
    if ((types === undefined && !isPattern) || !isOperand(operand) || !isComparison(cursor)) return undefined
    const place = spanOver(word, word, reporter)
    const isSet = tokenMatcher(operand, Path) || tokenMatcher(operand, Address)
    const intended = isSet ? [In] : (types ?? [WordContains])
    const written = intended.map((type) => WRITTEN.get(type)).join(' ')
    const isSure = !isPattern || isSet
    const remarks = isSure ? { fix: replacing(place, written, `write \`${written}\``) } : { help: NO_PATTERNS }
    reporter.report('TG123', place, `expected \`${written}\`, found \`${word.image}\``, remarks)
    return { skip: 1, tokens: intended.map((type) => makeToken(type, WRITTEN.get(type) ?? '', word.startOffset)) }
  },
}

const NO_PATTERNS =
  'there are no regular expressions: use `contains`, `starts with` or `ends with` with a string, or `path in /a/*` with a pattern'

function isOperand(token: IToken): boolean {
  return [Text, Path, Address, Word].some((type) => tokenMatcher(token, type))
}
