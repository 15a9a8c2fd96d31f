import { ipSetHas, maxAgentScan } from '@tidegate/values'
import type { Facts } from '../facts.ts'
import type { BotTerm, ModelTables } from '../model-tables.ts'
import { allTrue, notTrue, someTrue, type Truth } from '../truth.ts'

/** The result of a model's bot sets for a request; undefined stands for a value that is in doubt. */
export interface Bots {
  /** The agent contains a token of the set's `terms` and none of `except`; addresses are ignored. */
  readonly claims: (set: number) => Truth
  /** The agent claims to be in the set, and every `from` on the way contains the client's address. */
  readonly has: (set: number) => Truth
  /** The agent claims to be in the set, but the request is not in it. */
  readonly impersonates: (set: number) => Truth
  /**
   * The longest token by which the agent claims to be in a declared set, the first in code unit order if several are equally long;
   * undefined if there is none.
   */
  readonly bot: string | undefined
}

/**
 * Evaluates a model's bot sets for an agent. An absent agent is in no set. If the agent is unknown, so is what it claims; if the client's
 * address is, so is whether it is in a `from`. Linear in the number of tokens times the length of the agent.
 */
export function botsOf(model: Pick<ModelTables, 'botSets' | 'addressSets'>, facts: Facts): Bots {
  const { agent, ip } = facts
  const isUnsure = facts.isAgentUnsure === true
  const claims: boolean[] = []
  const members: Truth[] = []
  const impersonators: Truth[] = []
  // Whether neither a set nor those that it includes have a `from`.
  const isPure: boolean[] = []
  let bot: string | undefined
  // INVARIANT: a set only refers to sets before it.
  for (const { terms, except, from } of model.botSets) {
    const matches = (term: BotTerm): boolean =>
      term.kind === 'set' ? claims[term.set]! : agent !== undefined && hasToken(agent, term)
    const claimed = terms.some(matches) && !except.some(matches)
    claims.push(claimed)
    const claim: Truth = isUnsure ? undefined : claimed
    const hasPureParts = [...terms, ...except].every((term) => term.kind === 'token' || isPure[term.set]!)
    const isMember = (term: BotTerm): Truth =>
      term.kind === 'set' && !isPure[term.set]! ? members[term.set] : isUnsure ? undefined : matches(term)
    const comesFrom: Truth =
      from === undefined ? true : ip === undefined ? undefined : ipSetHas(model.addressSets[from]!.set, ip)
    const parts = hasPureParts ? [claim] : [someTrue(terms.map(isMember)), notTrue(someTrue(except.map(isMember)))]
    const member = allTrue([...parts, comesFrom])
    isPure.push(hasPureParts && from === undefined)
    members.push(member)
    impersonators.push(allTrue([claim, notTrue(hasPureParts ? comesFrom : member)]))
    if (!claimed) continue
    for (const term of terms) {
      if (term.kind === 'token' && matches(term) && isBetterBot(term.text, bot)) bot = term.text
    }
  }
  return {
    claims: (set) => (isUnsure ? undefined : claims[set]!),
    has: (set) => members[set],
    impersonates: (set) => impersonators[set],
    bot,
  }
}

/**
 * Whether a matching token takes precedence over another one as the name of the bot. The longer one does; of equally long ones, the
 * first in code unit order.
 */
export function isBetterBot(text: string, other: string | undefined): boolean {
  if (other === undefined) return true
  return text.length > other.length || (text.length === other.length && text < other)
}

/** Whether the first 2,048 characters of an agent contain a token; adjacent letters and digits count even after that. */
export function hasToken(agent: string, token: { readonly text: string; readonly word: boolean }): boolean {
  const folded = foldAscii(agent)
  const sought = foldAscii(token.text)
  const last = Math.min(folded.length, maxAgentScan) - sought.length
  for (let at = folded.indexOf(sought); at >= 0 && at <= last; at = folded.indexOf(sought, at + 1)) {
    const adjacent = `${folded.charAt(at - 1)}${folded.charAt(at + sought.length)}`
    if (!token.word || !/[a-z0-9]/.test(adjacent)) return true
  }
  return false
}

function foldAscii(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())
}
