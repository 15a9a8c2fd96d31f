import type { BotTerm, Model } from '@tidegate/model'
import { genericBots, isBotWord } from '@tidegate/robots-parser'
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

/**
 * Returns whether robots.txt can address bots by the token: one word of letters, digits, `-`, `_` and `.`, with at least two characters,
 * that is not just a part of the names of all kinds of bots.
 */
export function isAgentName(token: string): boolean {
  return /^[\w.-]*[\w-]$/.test(token) && token.length >= 2 && !isBotWord(token)
}

/** Returns whether the User-Agent by which a polite crawler of this name introduces itself is in the set. */
export function introducesItselfIn(model: Model, set: number, name: string): boolean {
  return isInSet(model, set, `mozilla/5.0 (compatible; ${name}/1.0; +https://a.example/)`)
}

/** User-Agents of crawlers that no policy names. */
const strangers: readonly string[] = genericBots.flatMap(({ tokens }) => tokens.map((token) => `zz${token}zz`))

/** Returns whether every client that calls itself a bot is in a declared set, so that `bot is present` is true for all of them. */
export function declaresAllBots(model: Model): boolean {
  return strangers.every((agent) =>
    model.botSets.some(({ name }, index) => name !== undefined && isInSet(model, index, agent)),
  )
}

/** Returns whether the token recognises bots of any name, or people. */
export function isGenericToken(token: string): boolean {
  return isBotWord(token) || genericBots.some(({ tokens, except }) => tokens.includes(token) || except.includes(token))
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
