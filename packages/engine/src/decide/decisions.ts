import { type AppliedLimit, type Facts, isTimeKnown, type Judged, severestLog, statusOf } from '@tidegate/model'
import { formatIp, type ZoneReader } from '@tidegate/values'
import type { Consumed, Reading } from '../counters/store.ts'
import type { Decision, LimitState, RuleRef, ShadowNote } from '../decision.ts'
import type { FactRefusal } from '../facts/fact-reading.ts'
import type { Plan } from '../plan/plan.ts'
import type { Charging } from './charging.ts'
import type { Decided } from './decide.ts'
import { ruleRefsOf } from './rule-refs.ts'
import { verdictOfRefusal } from './verdict.ts'
import { createWindowEnds } from './window-end.ts'

/** Turns the verdicts of one plan into decisions by adding texts, delays, the states of limits and an id. */
export interface Decisions {
  readonly refs: readonly RuleRef[]
  /** The decision about a request that is refused before any rule. */
  readonly unjudged: (refusal: FactRefusal) => Decision
  readonly decisionOf: (facts: Facts, decided: Decided) => Decision
  /** The state of a limit. */
  readonly stateOf: (rule: number, reading: Reading) => LimitState
}

type Core = Omit<Decision, 'ip' | 'path' | 'target' | 'policy' | 'id'>

/** After how many milliseconds a client may retry while the store is unavailable. */
const storeRetryMs = 1000

/** Creates the decisions of a plan. */
export function createDecisions(plan: Plan, charging: Charging, newId: () => string, zones: ZoneReader): Decisions {
  const { model } = plan
  const refs = ruleRefsOf(model)
  const ends = createWindowEnds(model, zones)
  // Indexed by rule; undefined for rules that are not limits.
  const quotas: (Pick<LimitState, 'count' | 'periodMs' | 'ownSubject'> | undefined)[] = model.rules.map(() => undefined)
  for (const { rule, ownSubject } of plan.limits) {
    const { count, periodMs } = charging.counterOf(rule)
    quotas[rule] = { count, periodMs, ownSubject }
  }
  const policy = Object.freeze({
    ...(model.name !== undefined && { name: model.name }),
    fingerprint: model.fingerprint,
  })

  function complete(core: Core, facts: Facts): Decision {
    const { ip, path } = facts
    const target = facts.passedTarget ?? facts.target
    return { ...core, ...(ip !== undefined && { ip: formatIp(ip) }), path, target, policy, id: newId() }
  }

  function unjudged(refusal: FactRefusal): Decision {
    const { outcome, reason, status } = verdictOfRefusal(refusal)
    const { detail, ip, path, target, conflict } = refusal
    return {
      outcome,
      reason,
      detail,
      ...(conflict !== undefined && { tellsApart: refs[conflict.rule]! }),
      status,
      limits: [],
      shadows: [],
      ...(ip !== undefined && { ip: formatIp(ip) }),
      ...(path !== undefined && { path }),
      ...(target !== undefined && { target }),
      policy,
      id: newId(),
    }
  }

  function ruleReply(rule: number, facts: Facts): Pick<Core, 'rule' | 'status' | 'replyText' | 'retryAfterMs'> {
    const status = statusOf(model.rules[rule]!)
    const replyText = model.rules[rule]!.reply?.text
    const endsInMs = status === 503 && isTimeKnown(facts) ? ends.endsIn(rule, facts.nowMs) : undefined
    return {
      rule: refs[rule]!,
      status,
      ...(replyText !== undefined && { replyText }),
      ...(endsInMs !== undefined && { retryAfterMs: endsInMs }),
    }
  }

  function decisionOf(facts: Facts, decided: Decided): Decision {
    const { verdict, judged, consumed } = decided
    const limits =
      consumed === undefined || judged.limits.length === 0 ? noLimits : statesOf(judged.limits, consumed.readings)
    const shadows = notesOf(verdict.shadows)
    if (verdict.outcome === 'pass') return passed(facts, limits, shadows)
    const { outcome, reason, rule, status } = verdict
    const core: Core = {
      outcome,
      reason,
      ...(rule < 0 ? { status } : ruleReply(rule, facts)),
      ...retryOf(decided),
      limits,
      shadows,
      ...logOf(decided),
    }
    return complete(core, facts)
  }

  function passed(facts: Facts, limits: readonly LimitState[], shadows: readonly ShadowNote[]): Decision {
    if (facts.ip === undefined)
      return complete({ outcome: 'pass', reason: 'no-rule-refuses', status: 200, limits, shadows }, facts)
    return {
      outcome: 'pass',
      reason: 'no-rule-refuses',
      status: 200,
      limits,
      shadows,
      ip: formatIp(facts.ip),
      path: facts.path,
      target: facts.passedTarget ?? facts.target,
      policy,
      id: newId(),
    }
  }

  function isShadow(rule: number): boolean {
    return model.rules[rule]!.shadow
  }

  function statesOf(applied: readonly AppliedLimit[], readings: readonly Reading[]): readonly LimitState[] {
    const states: LimitState[] = []
    for (let i = 0; i < applied.length; i++) {
      const { rule } = applied[i]!
      if (!isShadow(rule)) states.push(stateOf(rule, readings[i]!))
    }
    return states
  }

  function retryOf({ verdict, judged, consumed }: Decided): Pick<Core, 'retryAfterMs'> {
    if (verdict.reason === 'store-unavailable') return { retryAfterMs: storeRetryMs }
    if (verdict.outcome !== 'limit' || consumed === undefined) return {}
    let retryAfterMs = 1
    // WHY: a refused request may have used up a limit that admitted it (`including refused`), so a retry has to wait for that limit too.
    for (const [index, { rule }] of judged.limits.entries())
      if (!isShadow(rule)) retryAfterMs = Math.max(retryAfterMs, consumed.readings[index]!.retryAfterMs)
    return { retryAfterMs }
  }

  function logOf({ verdict, judged, consumed }: Decided): Pick<Core, 'log'> {
    const log = verdict.outcome === 'limit' ? severestLog(model, refusingLimits(judged, consumed)) : judged.refused?.log
    return log === undefined ? {} : { log }
  }

  function refusingLimits({ limits }: Judged, consumed: Consumed | undefined): readonly number[] {
    const refusing = limits.filter(
      ({ rule }, index) => !isShadow(rule) && consumed?.readings[index]?.admitted === false,
    )
    return refusing.map(({ rule }) => rule)
  }

  function stateOf(rule: number, reading: Reading): LimitState {
    const { count, periodMs, ownSubject } = quotas[rule]!
    const { admitted, remaining, retryAfterMs, nextMs, resetMs } = reading
    const state = { rule: refs[rule]!, admitted, count, periodMs, remaining, retryAfterMs, nextMs, resetMs, ownSubject }
    return reading.blocked === true ? { ...state, blocked: true } : state
  }

  function notesOf(shadows: readonly number[]): readonly ShadowNote[] {
    if (shadows.length === 0) return noNotes
    return shadows.map((rule) => ({ rule: refs[rule]!, would: wouldOf(refs[rule]!.kind) }))
  }

  return { refs, unjudged, decisionOf, stateOf }
}

const noLimits: readonly LimitState[] = Object.freeze([])
const noNotes: readonly ShadowNote[] = Object.freeze([])

/** What a shadow rule of this kind would have done. */
function wouldOf(kind: RuleRef['kind']): ShadowNote['would'] {
  return kind === 'allow-only' ? 'block' : kind
}
