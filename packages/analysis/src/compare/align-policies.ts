import type { Model } from '@tidegate/model'
import { type Budget, type IpSet, sameIpSet } from '@tidegate/values'
import type { Dimension } from '../dimensions/dimension.ts'
import { compareEffects, type Comparison } from './compare-effects.ts'
import { type Judgement, type Evaluator, createEvaluator } from '../witnesses/evaluator.ts'
import type { NamedIpSet } from '../describe/describe-addresses.ts'
import { nameWords } from '../describe/describe-test.ts'
import { type ConditionWithException, type EffectList, effectList } from './effect-list.ts'
import type { Point } from '../regions/region.ts'
import { type DraftEntry, type PreparedModel, prepareModel, refusalEntries } from './prepared-model.ts'
import { type Proposition, propositionText } from '../logic/proposition.ts'
import { createSetNames, type SetNames } from '../propositions/set-names.ts'
import type { Side } from '../side.ts'
import type { EffectPair, ResolutionContext } from './resolve-region.ts'
import { canonicalProposition, createSpaceDraft, buildDimensions, type SpaceDraft } from '../dimensions/space.ts'
import { type Witness, witnessRequests } from '../witnesses/witness-requests.ts'

/** Two models in one space of dimensions, ready to be compared. */
export interface AlignedPolicies {
  readonly a: PreparedModel
  readonly b: PreparedModel
  readonly space: SpaceDraft
  readonly dimensions: readonly Dimension[]
  readonly names: SetNames
  readonly addresses: readonly NamedIpSet[]
  readonly budget: Budget
  /** Matches requests that cannot occur; both lists begin with it. */
  readonly impossible: DraftEntry
  readonly refusals: Readonly<Record<Side, readonly DraftEntry[]>>
  readonly evaluators: Readonly<Record<Side, Evaluator>>
  readonly list: (entries: readonly DraftEntry[], otherwise: string) => EffectList
  readonly witnessesAt: (point: Point) => readonly Witness[]
}

/** The effect that a judgement stands for in a comparison; undefined if the request is not part of it. */
export type EffectOf = (side: Side, judgement: Judgement) => string | undefined

const agentDimension = { kind: 'text', of: { kind: 'agent' } } as const

/** The effect of values that no request can have. */
export const impossibleEffect = 'impossible'

/** Brings two models into one space. `nowMs`: example requests are searched from this moment on. */
export function alignPolicies(a: Model, b: Model, nowMs: number, budget: Budget): AlignedPolicies {
  const space = createSpaceDraft()
  const names = createSetNames()
  const internIpSet = ipSetInterner()
  const sides: Record<Side, PreparedModel> = {
    a: prepareModel('a', a, b, space, internIpSet, names),
    b: prepareModel('b', b, a, space, internIpSet, names),
  }
  const impossible: DraftEntry = { condition: impossibilities(a, b, space), effect: impossibleEffect }
  const refusals = { a: refusalEntries(sides.a), b: refusalEntries(sides.b) }
  // WHY: limits may need the names of bots later, when dimensions can no longer be added.
  if (a.botSets.length + b.botSets.length > 0) space.atom(agentDimension, { kind: 'present' })
  const dimensions = buildDimensions(space, nowMs, budget)
  const canonical = new Map<Proposition, { readonly condition: Proposition; readonly key: string }>()
  const canonicalOf = (proposition: Proposition): { readonly condition: Proposition; readonly key: string } => {
    const known = canonical.get(proposition)
    if (known !== undefined) return known
    const condition = canonicalProposition(proposition, dimensions, space)
    const made = { condition, key: propositionText(condition) }
    canonical.set(proposition, made)
    return made
  }
  const canonicalException = (
    exception: ConditionWithException | undefined,
  ): { readonly exception?: ConditionWithException } => {
    if (exception === undefined) return {}
    return {
      exception: { where: canonicalOf(exception.where).condition, unless: canonicalOf(exception.unless).condition },
    }
  }
  return {
    ...sides,
    space,
    dimensions,
    names,
    addresses: namedSets(a, b),
    budget,
    impossible,
    refusals,
    evaluators: { a: createEvaluator(a), b: createEvaluator(b) },
    list: (entries, otherwise) =>
      effectList(
        entries.map((entry) => ({ ...entry, ...canonicalOf(entry.condition), ...canonicalException(entry.exception) })),
        otherwise,
      ),
    witnessesAt: (point) => witnessRequests(dimensions, point, nowMs),
  }
}

/** Compares two effect lists, with examples that the compiled plans confirm. */
export function compareSides(
  sides: AlignedPolicies,
  a: readonly DraftEntry[],
  b: readonly DraftEntry[],
  otherwise: string,
  effectOf: EffectOf,
  matters?: ResolutionContext['matters'],
): Comparison & { readonly lists: Readonly<Record<Side, EffectList>> } {
  const { dimensions, budget, impossible } = sides
  const lists = { a: sides.list([impossible, ...a], otherwise), b: sides.list([impossible, ...b], otherwise) }
  const compared = compareEffects({
    dimensions,
    ...lists,
    budget,
    matters: (pair) => pair.from !== impossibleEffect && pair.to !== impossibleEffect && (matters?.(pair) ?? true),
    labelOf: (side, rule) => sides[side].model.rules[rule]!,
    confirm: (point, pair) => confirmed(sides, point, pair, effectOf, 'judge') !== undefined,
  })
  return { ...compared, lists }
}

/** Returns a request at a point for which the compiled plans, or the reference interpreters, give these effects. */
export function confirmed(
  { evaluators, witnessesAt }: AlignedPolicies,
  point: Point,
  { from, to }: EffectPair,
  effectOf: EffectOf,
  by: keyof Evaluator,
): Witness | undefined {
  return witnessesAt(point).find((witness) => {
    if (effectOf('a', evaluators.a[by](witness)) !== from) return false
    return effectOf('b', evaluators.b[by](witness)) === to
  })
}

/**
 * What hosts and the protocol rule out: a fact `with user` without a user, `*` with a method other than OPTIONS, a target without a
 * path with a method other than CONNECT.
 */
function impossibilities(a: Model, b: Model, space: SpaceDraft): Proposition {
  const withUser = [a, b].flatMap((model) => {
    const other = model === a ? b : a
    return model.facts.flatMap((spec) => {
      const there = other.facts.find(({ name }) => name === spec.name)
      return spec.presence === 'with-user' && (there?.presence ?? 'with-user') === 'with-user' ? [spec] : []
    })
  })
  const withoutUser = withUser.map(({ name, type }) => {
    const about = {
      text: { kind: 'text', of: { kind: 'fact', fact: name } },
      texts: { kind: 'text', of: { kind: 'fact-list', fact: name } },
      number: { kind: 'number', fact: name },
      flag: { kind: 'flag', fact: name },
      ips: { kind: 'ips', fact: name },
      ip: { kind: 'address', of: { kind: 'fact', fact: name } },
    } as const
    const user = space.atom({ kind: 'text', of: { kind: 'user' } }, { kind: 'present' })
    return space.allOf([space.atom(about[type], { kind: 'present' }), { ...user, wanted: !user.wanted }])
  })
  const asksForTargets = space.dimensions.some(({ about }) => about.kind === 'text' && about.of.kind === 'target')
  if (!asksForTargets) return space.anyOf(withoutUser)
  const target = { kind: 'text', of: { kind: 'target' } } as const
  const whole = { reading: { part: 'whole', folded: false } } as const
  const method = (name: string): Proposition => {
    const literal = space.atom({ kind: 'text', of: { kind: 'method' } }, { kind: 'values', values: [name] })
    return { ...literal, wanted: !literal.wanted }
  }
  return space.anyOf([
    ...withoutUser,
    space.allOf([space.atom(target, { kind: 'values', values: ['*'], ...whole }), method('OPTIONS')]),
    space.allOf([
      space.atom(target, { kind: 'match', operator: 'starts-with', value: '?', ...whole }),
      method('CONNECT'),
    ]),
  ])
}

/** Returns a function that gives equal keys for equal sets. */
function ipSetInterner(): (set: IpSet) => string {
  const bySize = new Map<string, { readonly set: IpSet; readonly key: string }[]>()
  let count = 0
  return (set) => {
    const size = `${set.v4.length} ${set.v6.length} ${set.v4[0]} ${set.v4.at(-1)} ${set.v6[0]} ${set.v6.at(-1)}`
    const alike = bySize.get(size) ?? []
    const known = alike.find((each) => sameIpSet(each.set, set))
    if (known !== undefined) return known.key
    const key = String(count++)
    bySize.set(size, [...alike, { set, key }])
    return key
  }
}

/** The address sets of both models with their names; a name with two meanings is marked with its policy. */
function namedSets(a: Model, b: Model): readonly NamedIpSet[] {
  const named = (model: Model): ReadonlyMap<string, IpSet> =>
    new Map(model.addressSets.flatMap(({ name, set }) => (name === undefined ? [] : [[name, set] as const])))
  const [inA, inB] = [named(a), named(b)]
  const shared = [...inB].filter(([name, set]) => !inA.has(name) || sameIpSet(inA.get(name)!, set))
  const onlyA = [...inA].filter(([name]) => !shared.some(([other]) => other === name))
  const onlyB = [...inB].filter(([name]) => !shared.some(([other]) => other === name))
  const labelled = (entries: readonly (readonly [string, IpSet])[], side: Side): readonly NamedIpSet[] =>
    entries.map(([name, set]) => ({
      name: nameWords({ name, ...(inA.has(name) && inB.has(name) && { only: side }) }),
      set,
    }))
  return [...shared.map(([name, set]) => ({ name, set })), ...labelled(onlyA, 'a'), ...labelled(onlyB, 'b')]
}
