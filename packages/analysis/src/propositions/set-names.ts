import type { Side } from '../side.ts'
import type { Proposition } from '../logic/proposition.ts'

/** The name of a test in the models. */
export interface TestName {
  readonly name: string
  /** The only model in which the name means this; in the other one it means something else. */
  readonly only?: Side
}

/** The name of the test that a bot is present; no set can have this name. */
export const botPresence = 'bot is present'

/** Names of sets and windows, by the tests that they stand for. */
export interface SetNames {
  /** Records a name while propositions are being built, and returns the proposition. */
  readonly note: (side: Side, proposition: Proposition, name: string | undefined) => Proposition
  /** The name of a test, or of its negation (`wanted` false). */
  readonly of: (dimension: number, test: number, wanted: boolean) => TestName | undefined
}

/** Creates an empty collection of names. */
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
