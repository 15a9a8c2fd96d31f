import { type PolicyDraft, quoted, tokenText } from './policy-draft.ts'
import { regexSequences, type RegexSequence } from './regex-texts.ts'

/** What agents are looked for, as policy text: tokens of a `bots` declaration, and tests beside it. */
export interface AgentTests {
  readonly tokens: readonly string[]
  readonly tests: readonly string[]
}

/** What a regular expression over User-Agent means; undefined where it cannot be said in the language. */
export function agentTestsOfRegex(source: string): AgentTests | undefined {
  const sequences = regexSequences(source)
  if (sequences === undefined) return undefined
  const tokens: string[] = []
  const tests: string[] = []
  for (const sequence of sequences) {
    const read = readSequence(sequence)
    if (read === undefined) return undefined
    if (read.kind === 'token') tokens.push(read.text)
    else tests.push(read.text)
  }
  return { tokens, tests }
}

/** What an agent that is exactly a text means. */
export function agentTestsOfText(text: string): AgentTests {
  return { tokens: [], tests: [text === '' ? 'agent is empty' : `agent == ${quoted(text)}`] }
}

/** One condition for all that is looked for, its tokens declared under a name; undefined for nothing. */
export function agentCondition(draft: PolicyDraft, name: string, all: readonly AgentTests[]): string | undefined {
  const tokens = all.flatMap((each) => each.tokens)
  const tests = [...new Set(all.flatMap((each) => each.tests))]
  const parts = [...(tokens.length === 0 ? [] : [`bot in ${draft.bots(name, tokens)}`]), ...tests]
  return parts.length === 0 ? undefined : parts.join(' or ')
}

function readSequence(sequence: RegexSequence): { readonly kind: 'token' | 'test'; readonly text: string } | undefined {
  const isAtStart = sequence[0]?.kind === 'start'
  const isAtEnd = sequence.at(-1)?.kind === 'end'
  const inner = sequence.filter(({ kind }) => kind !== 'start' && kind !== 'end')
  const edges = inner.filter(({ kind }) => kind === 'edge').length
  let core = inner.filter(({ kind }) => kind !== 'edge')
  // `.*` at an open end says nothing; at an anchored one it takes the anchor away.
  const opensStart = core[0]?.kind === 'any'
  if (opensStart) core = core.slice(1)
  const opensEnd = core.at(-1)?.kind === 'any'
  if (opensEnd) core = core.slice(0, -1)
  const starts = isAtStart && !opensStart
  const ends = isAtEnd && !opensEnd
  const [only, ...others] = core
  if (others.length > 0) return undefined
  if (only === undefined)
    return starts && ends ? { kind: 'test', text: 'agent is empty' } : { kind: 'test', text: 'anyone' }
  if (only.kind !== 'text') return undefined
  if (starts && ends) return { kind: 'test', text: `agent == ${quoted(only.text)}` }
  if (starts) return { kind: 'test', text: `agent starts with ${quoted(only.text)}` }
  if (ends) return { kind: 'test', text: `agent ends with ${quoted(only.text)}` }
  const token = tokenText(only.text, edges === 2)
  return token === undefined || edges === 1 ? undefined : { kind: 'token', text: token }
}
