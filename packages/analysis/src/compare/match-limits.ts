import type { LimitRule, Model } from '@tidegate/model'
import { limitTerms } from '../describe/limit-terms.ts'

/** One limit from each policy that correspond to each other, or a limit that only one policy has. Indices of the models' rules. */
export interface LimitPair {
  readonly a?: number
  readonly b?: number
}

interface LimitSide {
  readonly rule: number
  readonly limit: LimitRule
  readonly terms: string
  readonly condition: string
}

/**
 * Pairs up limits: first by identity, preferring equal terms if several limits share one; then those that remain by equal terms and
 * equal condition; then by equal terms alone if there is only one on each side. `condition` gives a limit's condition as a key that
 * is equal for equal conditions.
 */
export function matchLimits(
  a: Model,
  b: Model,
  shadow: boolean,
  condition: { readonly a: (rule: number) => string; readonly b: (rule: number) => string },
): readonly LimitPair[] {
  const sides = (model: Model, conditionKey: (rule: number) => string): LimitSide[] =>
    model.rules.flatMap((rule, index) => {
      if (rule.kind !== 'limit' || rule.shadow !== shadow) return []
      return [
        {
          rule: index,
          limit: rule,
          terms: JSON.stringify(limitTerms(model, rule, false)),
          condition: conditionKey(index),
        },
      ]
    })
  const left = { a: sides(a, condition.a), b: sides(b, condition.b) }
  const pairs: LimitPair[] = []
  const pairBy = (
    keyOf: (side: LimitSide) => string,
    isSure: (ofA: readonly LimitSide[], ofB: readonly LimitSide[]) => boolean,
  ): void => {
    const others = Map.groupBy(left.b, keyOf)
    for (const [key, mine] of Map.groupBy(left.a, keyOf)) {
      const theirs = others.get(key) ?? []
      if (!isSure(mine, theirs)) continue
      for (const [index, one] of mine.entries()) {
        const other = theirs[index]
        if (other === undefined) break
        pairs.push({ a: one.rule, b: other.rule })
        left.a = left.a.filter((each) => each !== one)
        left.b = left.b.filter((each) => each !== other)
      }
    }
  }
  const always = (): boolean => true
  pairBy(({ limit, terms, condition }) => JSON.stringify([limit.identity, terms, condition]), always)
  pairBy(({ limit, terms }) => JSON.stringify([limit.identity, terms]), always)
  pairBy(({ limit }) => limit.identity, always)
  pairBy(({ terms, condition }) => JSON.stringify([terms, condition]), always)
  pairBy(
    ({ terms }) => terms,
    (ofA, ofB) => ofA.length === 1 && ofB.length === 1,
  )
  return [...pairs, ...left.a.map(({ rule }) => ({ a: rule })), ...left.b.map(({ rule }) => ({ b: rule }))]
}
