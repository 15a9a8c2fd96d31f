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

/** Formulas of the bot sets of a model. */
export interface BotFormulas {
  /** The request is in the set, or is not. */
  member(set: number, wanted: boolean): Formula
  /** The agent claims to be in the set, and the request is not in it; or the opposite. */
  impersonator(set: number, wanted: boolean): Formula
  /** The model's sets and, behind them, those that formulas needed. */
  readonly sets: readonly BotSetModel[]
}

/** A set whose formula would be longer is asked for as a whole, as a residual. */
const longestFormula = 64

/**
 * Takes bot sets apart into what the agent claims (one dimension) and where it comes from (another). A set without `from` on any
 * way is one atom of the agent, whatever it is made of.
 */
export function createBotFormulas(model: Model): BotFormulas {
  const sets: BotSetModel[] = [...model.botSets]
  const made = new Map<string, number>()
  // INVARIANT: a set names only sets before it.
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

  /** Undefined when it would be too long. */
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
    return leafCount(formula) > longestFormula ? undefined : formula
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

  /** A set of these terms only. */
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
