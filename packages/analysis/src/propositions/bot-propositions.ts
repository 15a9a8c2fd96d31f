import { type BotTerm, isBetterBot, type Model } from '@tidegate/model'
import type { IpSet, Token } from '@tidegate/values'
import type { Atom, DimensionAbout } from '../logic/atom.ts'
import { certainly, type Proposition } from '../logic/proposition.ts'
import { contrary, type SpaceDraft } from '../dimensions/space.ts'

/** The bot sets of a model, as propositions about a request. */
export interface BotPropositions {
  /** The agent claims to be in the set; addresses are ignored. */
  readonly claims: (set: number) => Proposition
  /** The agent claims to be in the set, and every `from` on the way contains the client's address. */
  readonly has: (set: number) => Proposition
  /** The agent claims to be in a declared set. */
  readonly isPresent: () => Proposition
  /** The name of the bot `fits`; it is the longest token by which the agent claims to be in a declared set. */
  readonly isNamed: (fits: (name: string) => boolean) => Proposition
}

const agent: DimensionAbout = { kind: 'text', of: { kind: 'agent' } }

/** Creates the propositions about a model's bot sets. `comesFrom` gives the proposition that the client's address is in a set. */
export function botPropositions(
  model: Model,
  space: SpaceDraft,
  comesFrom: (set: IpSet) => Proposition,
): BotPropositions {
  const claimed = new Map<number, Proposition>()
  const had = new Map<number, Proposition>()

  /** The tokens of a set; undefined if it consists of more than tokens. */
  function flatTokens(set: number, withFrom: boolean): readonly Token[] | undefined {
    const { terms, except, from } = model.botSets[set]!
    if (except.length > 0 || (withFrom && from !== undefined)) return undefined
    return flatTerms(terms, withFrom)
  }

  function flatTerms(terms: readonly BotTerm[], withFrom: boolean): readonly Token[] | undefined {
    const tokens: Token[] = []
    for (const term of terms) {
      const part = term.kind === 'token' ? [term] : flatTokens(term.set, withFrom)
      if (part === undefined) return undefined
      tokens.push(...part)
    }
    return tokens
  }

  function anyTerm(terms: readonly BotTerm[], withFrom: boolean): Proposition {
    const tokens: Token[] = []
    const parts: Proposition[] = []
    for (const term of terms) {
      const flat = term.kind === 'token' ? [term] : flatTokens(term.set, withFrom)
      if (flat !== undefined) tokens.push(...flat)
      else if (term.kind === 'set') parts.push(withFrom ? has(term.set) : claims(term.set))
    }
    return space.anyOf([...(tokens.length === 0 ? [] : [space.atom(agent, tokensAtom(tokens))]), ...parts])
  }

  function claims(set: number): Proposition {
    const known = claimed.get(set)
    if (known !== undefined) return known
    const { terms, except } = model.botSets[set]!
    const made = space.allOf([anyTerm(terms, false), contrary(anyTerm(except, false), space)])
    claimed.set(set, made)
    return made
  }

  function has(set: number): Proposition {
    const known = had.get(set)
    if (known !== undefined) return known
    const { terms, except, from } = model.botSets[set]!
    const made = space.allOf([
      anyTerm(terms, true),
      contrary(anyTerm(except, true), space),
      from === undefined ? certainly(true) : comesFrom(model.addressSets[from]!.set),
    ])
    had.set(set, made)
    return made
  }

  // WHY: equivalent to “has some name”, with far fewer atoms.
  function isPresent(): Proposition {
    return space.anyOf(Array.from(model.botSets.keys(), claims))
  }

  function isNamed(fits: (name: string) => boolean): Proposition {
    const conditions = new Map<string, Proposition[]>()
    for (const [set, { terms }] of model.botSets.entries()) {
      for (const term of terms) {
        if (term.kind !== 'token') continue
        const condition = space.allOf([space.atom(agent, tokensAtom([term])), claims(set)])
        conditions.set(term.text, [...(conditions.get(term.text) ?? []), condition])
      }
    }
    const names = [...conditions.keys()].toSorted((x, y) => (isBetterBot(x, y) ? 1 : -1))
    // From the worst name to the best: each one counts if no better one does.
    return names.reduce<Proposition>((otherwise, name) => {
      const isClaimed = space.anyOf(conditions.get(name)!)
      return fits(name) ? space.anyOf([isClaimed, otherwise]) : space.allOf([contrary(isClaimed, space), otherwise])
    }, certainly(false))
  }

  return { claims, has, isPresent, isNamed }
}

function tokensAtom(tokens: readonly Token[]): Atom {
  const byText = new Map(tokens.map(({ text, word }) => [`${text} ${word}`, { text: text.toLowerCase(), word }]))
  return { kind: 'tokens', tokens: [...byText].toSorted(([x], [y]) => (x < y ? -1 : 1)).map(([, token]) => token) }
}
