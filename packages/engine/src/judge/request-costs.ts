import { costsOf, type Facts, type LimitRule, type Model, placesOfFact } from '@tidegate/model'

/** What limits cost the current request, with its own scratch arrays. */
export class RequestCosts {
  readonly #model: Model
  readonly #costs: ReturnType<typeof costsOf>
  // By rule. The highest cost that is possible, and whether some condition is true whatever the doubtful tests are.
  readonly #highest: Float64Array
  readonly #isCertain: Uint8Array

  constructor(model: Model) {
    this.#model = model
    this.#costs = costsOf(model)
    this.#highest = new Float64Array(model.rules.length)
    this.#isCertain = new Uint8Array(model.rules.length)
  }

  /** Forgets the costs of the previous request. */
  clear(): void {
    this.#highest.fill(0)
    this.#isCertain.fill(0)
  }

  /** Notes that the condition of a cost is true; `cost` is its index in `costsOf` the model. `isFirm`: it is not true merely because of a doubt. */
  note(cost: number, isFirm: boolean): void {
    const { rule, cost: found } = this.#costs[cost]!
    if (found.places > this.#highest[rule]!) this.#highest[rule] = found.places
    if (isFirm) this.#isCertain[rule] = 1
  }

  /** The places that the request takes of a limit, given its rule. */
  placesOf(rule: number, facts: Facts): number {
    const { cost, count } = this.#model.rules[rule] as LimitRule
    if (cost?.kind === 'fact') return placesOfFact(facts.values[cost.fact], count)
    return this.#isCertain[rule] === 1 ? this.#highest[rule]! : Math.max(1, this.#highest[rule]!)
  }
}

/** Whether some request takes other than 1 of a limit. */
export function hasCosts(model: Model): boolean {
  return model.rules.some((rule) => rule.kind === 'limit' && rule.cost !== undefined)
}
