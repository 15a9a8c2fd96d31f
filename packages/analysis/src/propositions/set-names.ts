import type { Side } from '../side.ts'
import type { Proposition } from '../logic/proposition.ts'

/** What a test is called in the models. */
export interface TestName {
  readonly name: string
  /** Only this model calls it so, and the other one means something else by the name. */
  readonly only?: Side
}

/** What the test is called that some bot is there: no set can have this name. */
export const botPresence = 'bot is present'

/** Names of sets and windows, by the tests that they stand for. */
export interface SetNames {
  /** Told while propositions are made; gives the proposition back. */
  readonly note: (side: Side, proposition: Proposition, name: string | undefined) => Proposition
  /** The name of a test, or of its opposite (`wanted` false). */
  readonly of: (dimension: number, test: number, wanted: boolean) => TestName | undefined
}

/** No names yet. */
export function createSetNames(): SetNames {
  const meanings: Record<Side, Map<string, string>> = { a: new Map(), b: new Map() }
  const names: Record<Side, Map<string, string>> = { a: new Map(), b: new Map() }

  return {
    note(side, proposition, name) {
      if (name === undefined || proposition.kind !== 'literal') return proposition
      const key = `${proposition.wanted} ${proposition.dimension}.${proposition.test}`
      meanings[side].set(`${proposition.dimension} ${name}`, key)
      names[side].set(key, name)
      return proposition
    },
    of(dimension, test, wanted) {
      const key = `${wanted} ${dimension}.${test}`
      for (const side of ['b', 'a'] as const) {
        const name = names[side].get(key)
        if (name === undefined) continue
        const other = meanings[side === 'a' ? 'b' : 'a'].get(`${dimension} ${name}`)
        return other === undefined || other === key ? { name } : { name, only: side }
      }
      return undefined
    },
  }
}
