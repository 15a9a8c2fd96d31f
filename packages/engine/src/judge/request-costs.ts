import { costsOf, type Facts, type LimitRule, type Model, placesOfFact } from '@tidegate/model'

/** What limits cost the current request. */
export interface RequestCosts {
  /** Notes that the condition of a cost is true; `cost` is its index in `costsOf` the model. `isFirm`: it is not true merely because of a doubt. */
  readonly note: (cost: number, isFirm: boolean) => void
  /** Forgets the costs of the previous request. */
  readonly clear: () => void
  /** The places that the request takes of a limit, given its rule. */
  readonly placesOf: (rule: number, facts: Facts) => number
}

/** Creates the costs of a model's limits, with their own scratch arrays; undefined if every request takes 1 of each limit. */
export function createRequestCosts(model: Model): RequestCosts | undefined {
  if (!model.rules.some((rule) => rule.kind === 'limit' && rule.cost !== undefined)) return undefined
  const costs = costsOf(model)
  // By rule. The highest cost that is possible, and whether some condition is true whatever the doubtful tests are.
  const highest = new Float64Array(model.rules.length)
  const isCertain = new Uint8Array(model.rules.length)

  function clear(): void {
    highest.fill(0)
    isCertain.fill(0)
  }

  function note(cost: number, isFirm: boolean): void {
    const { rule, cost: found } = costs[cost]!
    if (found.places > highest[rule]!) highest[rule] = found.places
    if (isFirm) isCertain[rule] = 1
  }

  function placesOf(rule: number, facts: Facts): number {
    const { cost, count } = model.rules[rule] as LimitRule
    if (cost?.kind === 'fact') return placesOfFact(facts.values[cost.fact], count)
    return isCertain[rule] === 1 ? highest[rule]! : Math.max(1, highest[rule]!)
  }

  return { note, clear, placesOf }
}
