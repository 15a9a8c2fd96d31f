import { replyTerms } from '../describe/limit-terms.ts'
import { compareRefusals, costCasesOf, type LimitRule, type Model, type Rule, statusOf } from '@tidegate/model'
import type { IpSet } from '@tidegate/values'
import { type ConditionPropositions, conditionPropositions } from '../propositions/condition-propositions.ts'
import type { ConditionWithException, EffectEntry } from './effect-list.ts'
import type { Outcome } from '../outcome.ts'
import type { Proposition } from '../logic/proposition.ts'
import type { SetNames } from '../propositions/set-names.ts'
import type { Side } from '../side.ts'
import type { SpaceDraft } from '../dimensions/space.ts'

/** A line of an effect list whose condition is not yet in canonical form. */
export type DraftEntry = Omit<EffectEntry, 'key'>

/** A model's rules as propositions. */
export interface PreparedModel {
  readonly side: Side
  readonly model: Model
  /** A required fact is missing. */
  readonly missing: Proposition
  /** The condition under which each rule applies. */
  readonly ruleConditions: readonly Proposition[]
  /** The condition under which each limit applies with a plausible clock; undefined for other rules. */
  readonly firmConditions: readonly (Proposition | undefined)[]
  /** The costs of each limit that depend on conditions, the highest first. */
  readonly costs: readonly (readonly { readonly places: number; readonly condition: Proposition }[])[]
  readonly bots: ConditionPropositions['bots']
  /** For each rule on bots, its condition with the exception for /robots.txt. */
  readonly exceptions: readonly (ConditionWithException | undefined)[]
}

/** Translates a model's rules into propositions of the space. */
export function prepareModel(
  side: Side,
  model: Model,
  other: Model,
  space: SpaceDraft,
  internIpSet: (set: IpSet) => string,
  names: SetNames,
): PreparedModel {
  const apart = factsApart(model, other)
  const nameIt = (condition: Proposition, name: string | undefined): Proposition => names.note(side, condition, name)
  const conditions = conditionPropositions({ model, space, internIpSet, apart, nameIt })
  const isReplacing = (rule: Rule): boolean => rule.kind === 'limit' && rule.replaces !== undefined
  const exceptionOf = (rule: Rule): ConditionWithException | undefined => {
    if (rule.kind === 'limit' || rule.kind === 'exempt') return undefined
    const [spared, other] = [true, false].map((wanted) =>
      rule.guards.filter(({ source }) => (source === 'bots-on-robots-txt') === wanted),
    )
    if (spared!.length === 0) return undefined
    return {
      where: conditions.rule({ ...rule, guards: other! }),
      unless: space.anyOf(spared!.map((guard) => conditions.condition(guard.condition, false, true))),
    }
  }
  return {
    side,
    model,
    exceptions: model.rules.map(exceptionOf),
    missing: conditions.factMissing(),
    ruleConditions: model.rules.map((rule) => conditions.rule(rule)),
    firmConditions: model.rules.map((rule) => (isReplacing(rule) ? conditions.isFirm(rule) : undefined)),
    costs: model.rules.map((rule) =>
      costCasesOf(rule)
        .toSorted((x, y) => y.places - x.places)
        // If the time is in doubt, a request takes the most that is possible: 0 only if that is certain.
        .map(({ places, condition }) => ({ places, condition: conditions.condition(condition, true, places > 0) })),
    ),
    bots: conditions.bots,
  }
}

/** Facts that exist only together with a user in this model, and that the other model declares differently. */
function factsApart(model: Model, other: Model): ReadonlySet<string> {
  return new Set(
    model.facts.flatMap(({ name, presence }) => {
      const there = other.facts.find((fact) => fact.name === name)
      return presence === 'with-user' && there !== undefined && there.presence !== 'with-user' ? [name] : []
    }),
  )
}

/** The lines that refuse, in the order in which they are reported: a missing fact, then `block` rules, then `allow only` rules. */
export function refusalEntries({ model, missing, ruleConditions, exceptions }: PreparedModel): readonly DraftEntry[] {
  return [
    { condition: missing, effect: outcomeKey({ kind: 'fact-missing' }) },
    ...(['block', 'allow-only'] as const).flatMap((kind) =>
      enforced(model, kind)
        .toSorted((x, y) => compareRefusals(model.rules[x]!, model.rules[y]!))
        .map((rule) => ({
          condition: ruleConditions[rule]!,
          effect: outcomeKey(outcomeOf(model.rules[rule]!)),
          rule,
          ...(exceptions[rule] !== undefined && { exception: exceptions[rule] }),
        })),
    ),
  ]
}

/** The lines that decide whether a limit counts: whether it is replaced, exempted, or in force. */
export function limitEntries(
  { model, ruleConditions, firmConditions }: PreparedModel,
  limit: number,
  effects: { readonly none: string; readonly applies: readonly DraftEntry[] },
): readonly DraftEntry[] {
  const { none, applies } = effects
  const replacing = enforced(model, 'limit').filter((rule) => (model.rules[rule] as LimitRule).replaces === limit)
  const lifting = enforced(model, 'exempt').filter((rule) => lifts(model.rules[rule]!, limit))
  return [
    ...replacing.map((rule) => ({ condition: firmConditions[rule]!, effect: none, rule })),
    ...lifting.map((rule) => ({ condition: ruleConditions[rule]!, effect: none, rule })),
    ...applies,
  ]
}

/** Whether an exemption lifts a limit. */
export function lifts(rule: Rule, limit: number): boolean {
  return rule.kind === 'exempt' && rule.lifts.includes(limit)
}

/** The enforced rules of a kind. */
export function enforced(model: Model, kind: Rule['kind']): readonly number[] {
  return model.rules.flatMap((rule, index) => (rule.kind === kind && !rule.shadow ? [index] : []))
}

/** The outcome of a request that the rule refuses. */
export function outcomeOf(rule: Rule): Outcome {
  return { kind: 'block', ...replyTerms(rule.reply ?? { status: statusOf(rule) }) }
}

/** An outcome as an effect. */
export function outcomeKey(outcome: Outcome): string {
  return JSON.stringify(outcome)
}
