import { keyOf, type KeyValue, type LimitRule, type Model } from '@tidegate/model'
import { networkOf } from '@tidegate/values'
import type { Plan } from '../plan/plan.ts'
import type { LimitReader } from './phases.ts'
import type { RequestCosts } from './request-costs.ts'
import type { RequestView } from './request-view.ts'

/** The keys of limits for one request at a time. Limits of one subject have the same key, which is computed once for each request. */
export class LimitKeys implements LimitReader {
  readonly #model: Model
  readonly #requests: RequestView
  readonly #costs: RequestCosts | undefined
  readonly #subjectOf: Int32Array
  readonly #keys: (readonly KeyValue[])[]
  /** The request for which the key of a subject was computed. */
  readonly #keyed: Float64Array
  #request = 0
  // The prefix length of each subject whose key is the client's address alone; -1 for others.
  readonly #v4Lengths: Int16Array
  readonly #v6Lengths: Int16Array

  constructor({ model, limits, layout }: Plan, requests: RequestView, costs: RequestCosts | undefined) {
    const count = layout.subjects.length
    this.#model = model
    this.#requests = requests
    this.#costs = costs
    this.#subjectOf = new Int32Array(model.rules.length)
    this.#keys = Array.from({ length: count }, () => [])
    this.#keyed = new Float64Array(count)
    this.#v4Lengths = new Int16Array(count).fill(-1)
    this.#v6Lengths = new Int16Array(count)
    for (const { rule, subject } of limits) {
      this.#subjectOf[rule] = subject
      const [part, ...others] = (model.rules[rule] as LimitRule).key
      if (part?.kind !== 'ip' || others.length > 0) continue
      this.#v4Lengths[subject] = part.v4
      this.#v6Lengths[subject] = part.v6
    }
  }

  /** Forgets the keys of the previous request. */
  clear(): void {
    this.#request++
  }

  keyOf(rule: number): readonly KeyValue[] {
    const subject = this.#subjectOf[rule]!
    if (this.#keyed[subject] !== this.#request) {
      this.#keyed[subject] = this.#request
      this.#keys[subject] = this.#find(rule, subject)
    }
    return this.#keys[subject]!
  }

  placesOf(rule: number): number {
    return this.#costs === undefined ? 1 : this.#costs.placesOf(rule, this.#requests.view.facts)
  }

  #find(rule: number, subject: number): readonly KeyValue[] {
    const { view } = this.#requests
    const v4 = this.#v4Lengths[subject]!
    const { ip } = view.facts
    if (v4 < 0 || ip === undefined) return keyOf(this.#model.rules[rule] as LimitRule, view)
    return [networkOf(ip, v4, this.#v6Lengths[subject]!)]
  }
}
