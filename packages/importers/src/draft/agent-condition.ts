import { allOf, always, anyOf, type Condition, isEmpty, isIn, notOf, testOf } from './condition.ts'
import { operators } from './host-test.ts'
import { type PolicyDraft, quoted, tokenText } from './policy-draft.ts'
import { partOfMatch, type RegexMatch, readRegex, sourceOfMatch } from './read-regex.ts'
import { comparedWith, spellingsApproximate } from './text-condition.ts'

/** Tests of the user agent as policy text: tokens of a `bots` declaration, texts that it contains, and other tests. */
export interface AgentTests {
  readonly tokens: readonly string[]
  /** Texts that the user agent contains, in this case of letters. */
  readonly texts: readonly string[]
  readonly tests: readonly Condition[]
}

/** The tests that a regular expression describes, and what about it cannot be expressed. */
export interface AgentReading extends AgentTests {
  /** The sources of alternatives that are left out. */
  readonly lost: readonly string[]
  /** How some tests differ from the regular expression, as sentences without a period. */
  readonly approximated: readonly string[]
}

/** Returns the tests that a regular expression over the user agent describes; undefined if it has no equivalent. */
export function agentTestsOfRegex(source: string, ignoresCase = false): AgentTests | undefined {
  const reading = readAgentRegex(source, ignoresCase)
  return reading.lost.length > 0 ? undefined : reading
}

/** Reads a regular expression over the user agent; alternatives without an equivalent are listed as lost. */
export function readAgentRegex(source: string, ignoresCase = false): AgentReading {
  const regex = readRegex(source, ignoresCase)
  const tokens: string[] = []
  const texts: string[] = []
  const tests: Condition[] = []
  const lost = [...regex.lost]
  const approximated = new Set(regex.approximated)
  const approximates = (why: string): void => void approximated.add(why)
  for (const match of regex.matches) {
    const read = readMatch(match, regex.ignoresCase, approximates)
    if (read === undefined) lost.push(sourceOfMatch(match))
    else if (read.kind === 'token') tokens.push(read.text)
    else if (read.kind === 'text') texts.push(read.text)
    else tests.push(read.test)
  }
  return { tokens, texts, tests, lost, approximated: [...approximated] }
}

/** Returns the test that the user agent is exactly a string. */
export function agentTestsOfText(text: string): AgentTests {
  return { tokens: [], texts: [], tests: [text === '' ? isEmpty('agent') : testOf('agent', `== ${quoted(text)}`)] }
}

const maxTexts = 100

/**
 * Returns one condition for all tests, with the tokens declared under a name; `never` for no tests. More than 100 texts become tokens,
 * which ignore case, and `widened` is called.
 */
export function agentCondition(
  draft: PolicyDraft,
  name: string,
  all: readonly AgentTests[],
  widened?: () => void,
): Condition {
  const texts = all.flatMap((each) => each.texts)
  const asTokens = texts.length > maxTexts ? texts.map((text) => ({ text, token: tokenText(text) })) : []
  const wide = new Set(asTokens.flatMap(({ text, token }) => (token === undefined ? [] : [text])))
  if (wide.size > 0) widened?.()
  const tokens = [...all.flatMap((each) => each.tokens), ...asTokens.flatMap(({ token }) => token ?? [])]
  const contained = texts.filter((text) => !wide.has(text)).map((text) => testOf('agent', `contains ${quoted(text)}`))
  const tests = all.flatMap((each) => each.tests)
  return anyOf([...(tokens.length === 0 ? [] : [isIn('bot', draft.bots(name, tokens))]), ...contained, ...tests])
}

type Read =
  | { readonly kind: 'token'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'test'; readonly test: Condition }

function readMatch(match: RegexMatch, ignoresCase: boolean, approximates: (why: string) => void): Read | undefined {
  const { pieces, fromStart, toEnd, except } = match
  if (except.length > 0) {
    const plain = conditionOf({ ...match, except: [] }, ignoresCase, approximates)
    const excluded = except.map((each) => conditionOf(each, ignoresCase, approximates))
    if (plain === undefined || excluded.includes(undefined)) return undefined
    return { kind: 'test', test: allOf([plain, notOf(anyOf(excluded.filter((each) => each !== undefined)))]) }
  }
  const edges = pieces.filter(({ kind }) => kind === 'edge').length
  const core = pieces.filter(({ kind }) => kind !== 'edge')
  const [only] = core
  if (edges > 0 || (only?.kind === 'text' && core.length === 1 && !fromStart && !toEnd)) {
    if (only?.kind !== 'text' || core.length > 1 || fromStart || toEnd) return undefined
    if (edges > 0) {
      if (edges === 1) approximates('`\\b` on one side of a word is read as on both sides')
      if (!ignoresCase && /[a-z]/i.test(only.text)) approximates('whole words ignore case here')
      const token = tokenText(only.text, true)
      return token === undefined ? undefined : { kind: 'token', text: token }
    }
    if (!ignoresCase && /[a-z]/i.test(only.text)) return { kind: 'text', text: only.text }
    const token = tokenText(only.text)
    if (token !== undefined) return { kind: 'token', text: token }
  }
  const test = conditionOf(match, ignoresCase, approximates)
  return test === undefined ? undefined : { kind: 'test', test }
}

function conditionOf(
  match: RegexMatch,
  ignoresCase: boolean,
  approximates: (why: string) => void,
): Condition | undefined {
  const { pieces, fromStart, toEnd, except } = match
  const [only, ...others] = pieces
  if (others.length > 0 || except.length > 0) return undefined
  if (only === undefined) return fromStart && toEnd ? isEmpty('agent') : always
  if (only.kind !== 'text') return undefined
  const compared = operators[partOfMatch(match)]
  if (ignoresCase && /[a-z]/i.test(only.text)) approximates(spellingsApproximate)
  return comparedWith('agent', compared, only.text, ignoresCase)
}
