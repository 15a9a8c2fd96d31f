import type { BotSetModel, BotTerm, Model } from '@tidegate/model'
import {
  allOf,
  anyOf,
  atomLeaf,
  constant,
  type Formula,
  leafCount,
  negate,
  otherLeaf,
  textDimension,
} from './formula.ts'

/** Creates formulas for the bot sets of a model. */
export interface BotFormulas {
  /** The formula for: the request is in the set, or is not if not `wanted`. */
  member(set: number, wanted: boolean): Formula
  /** The formula for: the agent claims to be in the set but the request is not in it; or the opposite if not `wanted`. */
  impersonator(set: number, wanted: boolean): Formula
  /** The model's sets, followed by those that formulas needed. */
  readonly sets: readonly BotSetModel[]
}

/** Maximum length of a formula; a set with a longer one becomes a residual. */
const maxFormulaLength = 64

/**
 * Splits the test of a bot set into a test of the agent and a test of the client's address, because these are separate dimensions. A set that
 * neither has nor includes a `from` is a single atom of the agent.
 */
export function createBotFormulas(model: Model): BotFormulas {
  const sets: BotSetModel[] = [...model.botSets]
  const made = new Map<string, number>()
  // INVARIANT: a set refers only to earlier sets.
  const isPure: boolean[] = []
  for (const set of model.botSets) {
    const parts = [...set.terms, ...set.except]
    isPure.push(set.from === undefined && parts.every((term) => term.kind === 'token' || isPure[term.set]!))
  }
  const members = new Map<number, Formula | undefined>()

  function member(set: number, wanted: boolean): Formula {
    const formula = memberFormula(set)
    return formula === undefined ? otherLeaf({ kind: 'bot-in', set }, wanted) : wanted ? formula : negate(formula)
  }

  /** The formula of a set; undefined if it would be too long. */
  function memberFormula(set: number): Formula | undefined {
    if (!members.has(set)) members.set(set, makeMemberFormula(set))
    return members.get(set)
  }

  function makeMemberFormula(index: number): Formula | undefined {
    const set = model.botSets[index]!
    const from: readonly Formula[] = set.from === undefined ? [] : [comesFrom(set.from, true)]
    if (partsArePure(set)) return allOf([claim(index, true), ...from])
    const terms = partFormulas(set.terms)
    const except = partFormulas(set.except)
    if (terms === undefined || except === undefined) return undefined
    const formula = allOf([anyOf(terms), negate(anyOf(except)), ...from])
    return leafCount(formula) > maxFormulaLength ? undefined : formula
  }

  function partsArePure(set: BotSetModel): boolean {
    return [...set.terms, ...set.except].every((term) => term.kind === 'token' || isPure[term.set]!)
  }

  function partFormulas(terms: readonly BotTerm[]): readonly Formula[] | undefined {
    const tokens = terms.filter((term) => term.kind === 'token' || isPure[term.set]!)
    const formulas: Formula[] = tokens.length === 0 ? [] : [claim(setOf(tokens), true)]
    for (const term of terms) {
      if (term.kind === 'token' || isPure[term.set]!) continue
      const formula = memberFormula(term.set)
      if (formula === undefined) return undefined
      formulas.push(formula)
    }
    return formulas
  }

  /** The index of a set that consists of these terms. */
  function setOf(terms: readonly BotTerm[]): number {
    const text = JSON.stringify(terms)
    const known = made.get(text)
    if (known !== undefined) return known
    made.set(text, sets.length)
    return sets.push({ terms, except: [] }) - 1
  }

  function impersonator(set: number, wanted: boolean): Formula {
    const { from } = model.botSets[set]!
    if (partsArePure(model.botSets[set]!)) {
      if (from === undefined) return constant(!wanted)
      const formula = allOf([claim(set, true), comesFrom(from, false)])
      return wanted ? formula : negate(formula)
    }
    const outside = member(set, false)
    const formula = allOf([claim(set, true), outside])
    return wanted ? formula : negate(formula)
  }

  return { member, impersonator, sets }
}

function claim(set: number, wanted: boolean): Formula {
  return atomLeaf(textDimension({ kind: 'agent' }), { kind: 'bots', set }, wanted)
}

function comesFrom(set: number, wanted: boolean): Formula {
  return atomLeaf({ kind: 'address', subject: { kind: 'ip' } }, { kind: 'addresses', set }, wanted)
}
