import type { BotTerm, Model } from '@tidegate/model'
import { hasToken } from './has-token.ts'

/** Tokens that decide whether a client is in a set of bots. */
export interface SetTokens {
  readonly include: readonly string[]
  /** Tokens that exclude a client again. */
  readonly except: readonly string[]
  /** Whether the client's address decides, too. */
  readonly verified: boolean
}

/** Returns the tokens of a set and of the sets in it. O(tokens). */
export function setTokens(model: Model, set: number): SetTokens {
  const { terms, except, from } = model.botSets[set]!
  const inner = terms.filter((term) => term.kind === 'set').map((term) => setTokens(model, term.set))
  return {
    include: distinct([...ownTokens(terms), ...inner.flatMap(({ include }) => include)]),
    except: distinct([...allTokens(model, except), ...inner.flatMap((each) => each.except)]),
    verified: from !== undefined || inner.some(({ verified }) => verified),
  }
}

/** Returns whether a client whose User-Agent is only the name claims to be in the set. */
export function isInSet(model: Model, set: number, name: string): boolean {
  const { terms, except } = model.botSets[set]!
  const matches = (term: BotTerm): boolean =>
    term.kind === 'set' ? isInSet(model, term.set, name) : hasToken(name, term)
  return terms.some(matches) && !except.some(matches)
}

/** Returns whether robots.txt can address bots by the token: one word of letters, digits, `-`, `_` and `.`, with at least two characters. */
export function isAgentName(token: string): boolean {
  return /^[\w.-]*[\w-]$/.test(token) && token.length >= 2
}

function allTokens(model: Model, terms: readonly BotTerm[]): readonly string[] {
  return terms.flatMap((term) => {
    if (term.kind === 'token') return [term.text]
    const { include, except } = setTokens(model, term.set)
    return [...include, ...except]
  })
}

function ownTokens(terms: readonly BotTerm[]): readonly string[] {
  return terms.flatMap((term) => (term.kind === 'token' ? [term.text] : []))
}

function distinct(tokens: readonly string[]): readonly string[] {
  return [...new Set(tokens)]
}
