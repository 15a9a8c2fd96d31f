import { type Judged, type Model, reportedOf, statusOf } from '@tidegate/model'
import type { Consumed } from '../counters/store.ts'
import type { Outcome, Reason } from '../decision.ts'
import type { FactRefusal } from '../facts/fact-reading.ts'

/** The outcome of one request: the core of a `Decision`, without the parts that only clients and logs need. */
export interface Verdict {
  readonly outcome: Outcome
  readonly reason: Reason
  /** Index in the model's `rules` of the rule that refuses; -1 if none does. */
  readonly rule: number
  /** HTTP status of the reply; 200 for `pass`. */
  readonly status: number
  /** Indices in `rules` of shadow rules that would have refused the request or lifted a limit. */
  readonly shadows: readonly number[]
  /** Of a simulation: the id of the rule, if it was added to the policy by an operator; `rule` is -1 then. */
  readonly addedRule?: string
}

/**
 * The verdicts of a model. If `deniesUncounted` is true, requests that could not be counted are refused. Equal verdicts without shadow
 * rules are one frozen object, so that a request that passes allocates no memory.
 */
export class Verdicts {
  readonly #model: Model
  readonly #deniesUncounted: boolean
  readonly #blocks: readonly Verdict[]
  readonly #someShadowLimit: boolean

  constructor(model: Model, deniesUncounted: boolean) {
    this.#model = model
    this.#deniesUncounted = deniesUncounted
    this.#blocks = model.rules.map((rule, index): Verdict => {
      const reason = rule.kind === 'allow-only' ? 'allow-only-rule' : 'block-rule'
      return Object.freeze({ outcome: 'block', reason, rule: index, status: statusOf(rule), shadows: noRules })
    })
    this.#someShadowLimit = model.rules.some(({ kind, shadow }) => kind === 'limit' && shadow)
  }

  /**
   * The verdict on a request after rules were evaluated and limits counted. `consumed` is undefined if nothing was counted: no limit applies, or the
   * store did not answer.
   */
  of(judged: Judged, consumed: Consumed | undefined): Verdict {
    if (judged.refused !== undefined) return withShadows(this.#blocks[judged.refused.rule]!, judged.shadows)
    if (judged.limits.length === 0) return withShadows(pass, judged.shadows)
    if (consumed !== undefined) return this.#counted(judged, consumed)
    return withShadows(this.#deniesUncounted ? uncountable : pass, judged.shadows)
  }

  #counted(judged: Judged, { admitted, readings }: Consumed): Verdict {
    if (admitted && !this.#someShadowLimit) return withShadows(pass, judged.shadows)
    const { rules } = this.#model
    const refusing: number[] = []
    let shadows: number[] | undefined
    let reason: Reason = 'limit-exceeded'
    for (let i = 0; i < judged.limits.length; i++) {
      const reading = readings[i]!
      if (reading.admitted) continue
      const { rule } = judged.limits[i]!
      if (rules[rule]!.shadow) {
        shadows ??= [...judged.shadows]
        shadows.push(rule)
        continue
      }
      refusing.push(rule)
      if (reading.overflow) reason = 'counters-full'
    }
    if (admitted) return withShadows(pass, shadows ?? judged.shadows)
    const rule = refusing.length === 1 ? refusing[0]! : reportedOf(this.#model, refusing)
    return { outcome: 'limit', reason, rule, status: statusOf(rules[rule]!), shadows: shadows ?? judged.shadows }
  }
}

/** The verdict on a request that is refused before any rule is evaluated. */
export function verdictOfRefusal({ reason, status }: FactRefusal): Verdict {
  return { outcome: 'block', reason, rule: -1, status, shadows: noRules }
}

const noRules: readonly number[] = Object.freeze([])

const pass: Verdict = Object.freeze({
  outcome: 'pass',
  reason: 'no-rule-refuses',
  rule: -1,
  status: 200,
  shadows: noRules,
})

const uncountable: Verdict = Object.freeze({
  outcome: 'block',
  reason: 'store-unavailable',
  rule: -1,
  status: 503,
  shadows: noRules,
})

function withShadows(verdict: Verdict, shadows: readonly number[]): Verdict {
  return shadows.length === 0 ? verdict : { ...verdict, shadows }
}
