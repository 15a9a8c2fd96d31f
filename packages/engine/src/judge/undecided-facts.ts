import { type Facts, factsOfKey, factsOfTest, hasDoubt, testValue } from '@tidegate/model'
import type { ZoneReader } from '@tidegate/values'
import type { Residual } from '../plan/dimensions.ts'
import { owningRules } from '../plan/owning-rules.ts'
import type { Plan } from '../plan/plan.ts'
import { blankFacts } from './blank-facts.ts'
import { RequestView } from './request-view.ts'
import { createRows } from './rows.ts'

/**
 * Returns the facts among `unknown` (indices in the model's `facts`) on which the outcome of a request may depend. The result is empty if a rule
 * refuses the request whatever the values of the unknown facts: then the known facts are sufficient, although another rule might be reported if all
 * facts were known.
 */
export type UndecidedFacts = (facts: Facts, unknown: ReadonlySet<number>) => ReadonlySet<number>

/** True, false, or undefined if the value depends on unknown facts. */
type Truth = boolean | undefined

/**
 * Creates a function that finds the unknown facts which matter. A rule is decided if one of its terms is true without these facts, or if no term
 * can become true with them (Kleene's logic over terms and residuals). Takes as long as evaluating the rules. Never throws.
 */
export function createUndecidedFacts(plan: Plan, zones: ZoneReader): UndecidedFacts {
  const { model, dimensions } = plan
  const { terms, list } = dimensions
  const requests = new RequestView(plan, zones, blankFacts)
  const rows = createRows(plan, requests, zones)
  const factOfDimension = list.map((each) =>
    each.kind !== 'time' && each.subject.kind === 'fact' ? each.subject.fact : -1,
  )
  const owners = owningRules(model)
  const factDimensions = factOfDimension.flatMap((fact, dimension) => (fact < 0 ? [] : [dimension]))

  function truthOf(residual: Residual, unknown: ReadonlySet<number>, doubt: boolean, mark: Marker): Truth {
    switch (residual.kind) {
      case 'test': {
        const fact = factOfDimension[residual.dimension]!
        if (unknown.has(fact)) return mark(fact)
        return rows.testHolds(residual.dimension, residual.test, doubt)
      }
      case 'other': {
        const facts = factsOfTest(residual.test).filter((fact) => unknown.has(fact))
        for (const fact of facts) mark(fact)
        if (facts.length > 0) return undefined
        const value = testValue(residual.test, requests.view)
        return value === undefined ? doubt : value === residual.wanted
      }
      case 'and':
        return conjunction(residual.all.map((each) => truthOf(each, unknown, doubt, mark)))
      case 'or':
        return disjunction(residual.any.map((each) => truthOf(each, unknown, doubt, mark)))
    }
  }

  return (facts, unknown) => {
    requests.turnTo(facts)
    const isSound = !hasDoubt(facts)
    const certain = new Set<number>()
    const open = new Map<number, Set<number>>()
    const openCosts: { readonly limit: number; readonly needs: ReadonlySet<number> }[] = []
    let isRefused = false

    rows.forEachTerm(
      (term) => {
        const rule = terms.rules[term]!
        const { kind, shadow } = model.rules[owners[rule]!]!
        const needs = new Set<number>()
        const residual = terms.residualOf[term]!
        const doubt = kind !== 'exempt'
        const truth =
          residual < 0 ||
          truthOf(terms.residuals[residual]!, unknown, doubt, (fact) => {
            needs.add(fact)
            return undefined
          })
        if (truth === false) return
        // WHY: if something is in doubt, it also matters which term applies; see `isFirm` in the judge.
        if (truth === true && isSound) needs.clear()
        for (const dimension of factDimensions) {
          const fact = factOfDimension[dimension]!
          if (unknown.has(fact) && rows.isTested(dimension, term)) needs.add(fact)
        }
        if (rule >= model.rules.length) {
          openCosts.push({ limit: owners[rule]!, needs })
          return
        }
        if (needs.size > 0) {
          open.set(rule, new Set([...(open.get(rule) ?? []), ...needs]))
          return
        }
        certain.add(rule)
        open.set(rule, open.get(rule) ?? new Set())
        if (!shadow && (kind === 'block' || kind === 'allow-only')) isRefused = true
      },
      (dimension) => unknown.has(factOfDimension[dimension]!),
    )
    if (isRefused) return nothing
    const undecided = new Set<number>()
    for (const [rule, needs] of open) {
      const { [rule]: found } = model.rules
      if (!certain.has(rule) || !isSound) for (const fact of needs) undecided.add(fact)
      if (found?.kind !== 'limit') continue
      for (const fact of factsOfKey(found.key)) if (unknown.has(fact)) undecided.add(fact)
      if (found.cost?.kind === 'fact' && unknown.has(found.cost.fact)) undecided.add(found.cost.fact)
    }
    for (const { limit, needs } of openCosts) if (open.has(limit)) for (const fact of needs) undecided.add(fact)
    return undecided
  }
}

type Marker = (fact: number) => undefined

const nothing: ReadonlySet<number> = new Set()

function conjunction(parts: readonly Truth[]): Truth {
  return parts.includes(false) ? false : parts.includes(undefined) ? undefined : true
}

function disjunction(parts: readonly Truth[]): Truth {
  return parts.includes(true) ? true : parts.includes(undefined) ? undefined : false
}
