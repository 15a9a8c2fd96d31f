import { ipSetHas, maxAgentScan } from '@tidegate/values'
import type { Facts } from '../facts.ts'
import type { BotTerm, ModelTables } from '../model-tables.ts'

/** The result of a model's bot sets for a request. */
export interface Bots {
  /** The agent contains a token of the set's `terms` and none of `except`; addresses are ignored. */
  readonly claims: (set: number) => boolean
  /** The agent claims to be in the set, and every `from` on the way contains the client's address. */
  readonly has: (set: number) => boolean
  /**
   * The longest token by which the agent claims to be in a declared set, the first in code unit order if several are equally long;
   * undefined if there is none.
   */
  readonly bot: string | undefined
}

/**
 * Evaluates a model's bot sets for an agent. An absent agent is in no set. Linear in the number of tokens times the length of the
 * agent.
 */
export function botsOf(model: Pick<ModelTables, 'botSets' | 'addressSets'>, facts: Facts): Bots {
  const { agent, ip } = facts
  const claims: boolean[] = []
  const members: boolean[] = []
  let bot: string | undefined
  // INVARIANT: a set only refers to sets before it.
  for (const { terms, except, from } of model.botSets) {
    const holds = (term: BotTerm, sets: readonly boolean[]): boolean =>
      term.kind === 'set' ? sets[term.set]! : agent !== undefined && hasToken(agent, term)
    const isIn = (sets: readonly boolean[]): boolean =>
      terms.some((term) => holds(term, sets)) && !except.some((term) => holds(term, sets))
    const claimed = isIn(claims)
    const member = isIn(members)
    claims.push(claimed)
    members.push(member && (from === undefined || ipSetHas(model.addressSets[from]!.set, ip)))
    if (!claimed) continue
    for (const term of terms) {
      if (term.kind === 'token' && holds(term, claims) && isBetterBot(term.text, bot)) bot = term.text
    }
  }
  return { claims: (set) => claims[set]!, has: (set) => members[set]!, bot }
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
