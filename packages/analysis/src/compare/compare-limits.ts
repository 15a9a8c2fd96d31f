import type { BotTerm, LimitRule, Model } from '@tidegate/model'
import type { Comparison } from './compare-effects.ts'
import { compareSides, type EffectOf, impossibleEffect, type AlignedPolicies } from './align-policies.ts'
import { type EffectList, isSameList } from './effect-list.ts'
import { limitTerms } from '../describe/limit-terms.ts'
import type { LimitPair } from './match-limits.ts'
import type { LimitTerms } from '../outcome.ts'
import type { Proposition } from '../logic/proposition.ts'
import { type DraftEntry, limitEntries } from './prepared-model.ts'
import type { Side } from '../side.ts'

/**
 * How a limit counts a request, as an effect of a list. `bot`: the name under which it counts, if that depends on the declared
 * bots.
 */
export interface LimitEffect {
  readonly terms: LimitTerms
  readonly bot?: string
}

/** A request that a policy refuses, or that cannot occur: limits do not matter. */
const skipped = 'skipped'
/** A request that the limit does not count. */
export const notCounted = 'not counted'

/** The comparison of a pair of limits. */
export interface LimitComparison extends Comparison {
  readonly pair: LimitPair
  readonly effectOf: EffectOf
  readonly lists: Readonly<Record<Side, EffectList>>
}

/** Maximum number of bots with different definitions that are distinguished. */
const maxBots = 64

/** Compares what a limit counts in the two policies, among the requests that both let through. */
export function compareLimits(sides: AlignedPolicies, pair: LimitPair): LimitComparison {
  const { a, b, refusals } = sides
  const showPathMatching = a.model.pathsMatchExactly !== b.model.pathsMatchExactly
  const bots = botNames(a.model, b.model)
  const skip: readonly DraftEntry[] = [...refusals.a, ...refusals.b].map((entry) => ({ ...entry, effect: skipped }))
  const limitOf = (side: Side): LimitRule | undefined => {
    const index = pair[side]
    return index === undefined ? undefined : (sides[side].model.rules[index] as LimitRule)
  }
  const entriesOf = (side: Side): readonly DraftEntry[] => {
    const limit = limitOf(side)
    const rule = pair[side]
    if (limit === undefined || rule === undefined) return []
    const prepared = sides[side]
    const isInForce = prepared.ruleConditions[rule]!
    const byBot = countsBots(limit) && bots !== undefined ? bots : []
    const appliesIf = (condition: Proposition, places: number): readonly DraftEntry[] => {
      const terms = limitTerms(prepared.model, limit, showPathMatching, places)
      return [
        ...byBot.map((bot) => ({
          condition: sides.space.allOf([condition, prepared.bots.isNamed((name) => name === bot)]),
          effect: effectKey({ terms, bot }),
          rule,
        })),
        { condition, effect: effectKey({ terms }), rule },
      ]
    }
    const applies = [
      ...prepared.costs[rule]!.flatMap(({ places, condition }) =>
        appliesIf(sides.space.allOf([isInForce, condition]), places),
      ),
      ...appliesIf(isInForce, 1),
    ]
    return limitEntries(prepared, rule, { none: notCounted, applies })
  }
  const effectOf: EffectOf = (side, judgement) => {
    if (judgement.kind !== 'judged') return judgement.kind === 'unreadable' ? undefined : skipped
    if (judgement.judged.refused !== undefined) return skipped
    const limit = limitOf(side)
    const applied = judgement.judged.limits.find(({ rule }) => rule === pair[side])
    if (limit === undefined || applied === undefined) return notCounted
    const terms = limitTerms(sides[side].model, limit, showPathMatching, applied.places)
    const part = limit.key.findIndex(isBotPart)
    const bot = part < 0 ? undefined : applied.key[part]
    return effectKey(typeof bot === 'string' && bots?.includes(bot) === true ? { terms, bot } : { terms })
  }
  const own = { a: entriesOf('a'), b: entriesOf('b') }
  const [first, second] = [sides.list(own.a, notCounted), sides.list(own.b, notCounted)]
  const compared = isSameList(first, second)
    ? { differences: [], unsettled: [], lists: { a: first, b: second } }
    : compareSides(
        sides,
        [...skip, ...own.a],
        [...skip, ...own.b],
        notCounted,
        effectOf,
        ({ from, to }) => ![from, to].some((effect) => effect === skipped || effect === impossibleEffect),
      )
  const areCounted = [limitOf('a'), limitOf('b')].some((limit) => limit !== undefined && countsBots(limit))
  const isOpen = areCounted && bots === undefined
  const unsettled = isOpen ? [{ side: 'b' as const, rule: pair.b, reason: 'many-bots' as const }] : []
  return { ...compared, unsettled: [...compared.unsettled, ...unsettled], pair, effectOf }
}

/** The effect as a string. */
function effectKey(effect: LimitEffect): string {
  return JSON.stringify(effect)
}

/** The effect that a string stands for; undefined if the request is not counted. */
export function readEffect(key: string): LimitEffect | undefined {
  return key === notCounted ? undefined : (JSON.parse(key) as LimitEffect)
}

function countsBots({ key }: LimitRule): boolean {
  return key.some(isBotPart)
}

function isBotPart(part: LimitRule['key'][number]): boolean {
  return part.kind === 'text' && part.subject.kind === 'bot'
}

/**
 * The names of bots that the two models define by different tokens or exceptions; undefined if there are too many. If a request's
 * bot has different names in the models, the better name is among them: the other model would give it as well if it defined it the
 * same way.
 */
function botNames(a: Model, b: Model): readonly string[] | undefined {
  const [inA, inB] = [conditionsByName(a), conditionsByName(b)]
  const names = new Set([...inA.keys(), ...inB.keys()])
  const other = [...names].filter((name) => inA.get(name) !== inB.get(name))
  return other.length > maxBots ? undefined : other.toSorted()
}

/** For each bot name, the tokens and sets that lead to it, as a string: equal strings mean equal definitions. */
function conditionsByName({ botSets }: Model): ReadonlyMap<string, string> {
  const termText = (term: BotTerm): unknown => {
    if (term.kind === 'token') return [term.text.toLowerCase(), term.word]
    const { terms, except } = botSets[term.set]!
    return { terms: terms.map(termText), except: except.map(termText) }
  }
  const conditions = new Map<string, Set<string>>()
  for (const { terms, except } of botSets) {
    for (const term of terms) {
      if (term.kind !== 'token') continue
      const condition = JSON.stringify([term.word, except.map(termText)])
      conditions.set(term.text, (conditions.get(term.text) ?? new Set()).add(condition))
    }
  }
  return new Map([...conditions].map(([name, each]) => [name, [...each].toSorted().join()]))
}
