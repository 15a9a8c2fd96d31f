import { always, anyOf, type Condition, isEmpty, isIn, testOf } from './condition.ts'
import { type PolicyDraft, quoted, tokenText } from './policy-draft.ts'
import { regexSequences, type RegexSequence } from './regex-sequences.ts'
import { comparedWith } from './text-condition.ts'

/** Tests of the user agent as policy text: tokens of a `bots` declaration, and other tests. */
export interface AgentTests {
  readonly tokens: readonly string[]
  readonly tests: readonly Condition[]
}

/** Returns the tests that a regular expression over the user agent describes; undefined if it has no equivalent. */
export function agentTestsOfRegex(source: string, ignoresCase = false): AgentTests | undefined {
  const sequences = regexSequences(source)
  const ignores = ignoresCase || source.startsWith('(?i')
  if (sequences === undefined) return undefined
  const tokens: string[] = []
  const tests: Condition[] = []
  for (const sequence of sequences) {
    const read = readSequence(sequence, ignores)
    if (read === undefined) return undefined
    if (read.kind === 'token') tokens.push(read.text)
    else tests.push(read.test)
  }
  return { tokens, tests }
}

/** Returns the test that the user agent is exactly a string. */
export function agentTestsOfText(text: string): AgentTests {
  return { tokens: [], tests: [text === '' ? isEmpty('agent') : testOf('agent', `== ${quoted(text)}`)] }
}

/** Returns one condition for all tests, with the tokens declared under a name; `never` for no tests. */
export function agentCondition(draft: PolicyDraft, name: string, all: readonly AgentTests[]): Condition {
  const tokens = all.flatMap((each) => each.tokens)
  const tests = all.flatMap((each) => each.tests)
  return anyOf([...(tokens.length === 0 ? [] : [isIn('bot', draft.bots(name, tokens))]), ...tests])
}

type Read = { readonly kind: 'token'; readonly text: string } | { readonly kind: 'test'; readonly test: Condition }

function readSequence(sequence: RegexSequence, ignoresCase: boolean): Read | undefined {
  const isAtStart = sequence[0]?.kind === 'start'
  const isAtEnd = sequence.at(-1)?.kind === 'end'
  const inner = sequence.filter(({ kind }) => kind !== 'start' && kind !== 'end')
  const edges = inner.filter(({ kind }) => kind === 'edge').length
  let core = inner.filter(({ kind }) => kind !== 'edge')
  // `.*` at an open end has no effect; at an anchored one it removes the anchor.
  const opensStart = core[0]?.kind === 'any'
  if (opensStart) core = core.slice(1)
  const opensEnd = core.at(-1)?.kind === 'any'
  if (opensEnd) core = core.slice(0, -1)
  const starts = isAtStart && !opensStart
  const ends = isAtEnd && !opensEnd
  const [only, ...others] = core
  if (others.length > 0) return undefined
  if (only === undefined) return { kind: 'test', test: starts && ends ? isEmpty('agent') : always }
  if (only.kind !== 'text') return undefined
  const compared = starts && ends ? '==' : starts ? 'starts with' : ends ? 'ends with' : undefined
  if (compared !== undefined) return { kind: 'test', test: comparedWith('agent', compared, only.text, ignoresCase) }
  const token = tokenText(only.text, edges === 2)
  return token === undefined || edges === 1 ? undefined : { kind: 'token', text: token }
}
