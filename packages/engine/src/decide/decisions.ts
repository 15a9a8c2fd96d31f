import {
  type AppliedLimit,
  type Facts,
  isClockSound,
  type Judged,
  reportedOf,
  type RuleRefusal,
  severestLog,
  statusOf,
} from '@tidegate/model'
import { formatIp, type ZoneReader } from '@tidegate/values'
import type { Consumed, Reading } from '../counters/store.ts'
import type { Decision, LimitState, Reason, RuleRef, ShadowNote } from '../decision.ts'
import type { FactRefusal } from '../facts/read-facts.ts'
import type { Plan } from '../plan/plan.ts'
import type { Charging } from './charging.ts'
import { ruleRefsOf } from './rule-refs.ts'
import { createWindowEnds } from './window-end.ts'

/** Makes decisions of what was judged and counted by one plan. */
export interface Decisions {
  readonly refs: readonly RuleRef[]
  /** Refused before any rule. */
  readonly unjudged: (refusal: FactRefusal) => Decision
  readonly blocked: (facts: Facts, judged: Judged, refused: RuleRefusal) => Decision
  /** The limits have been counted, or there are none. */
  readonly counted: (facts: Facts, judged: Judged, consumed: Consumed | undefined) => Decision
  /** The store did not answer, and the operator refuses then. */
  readonly uncountable: (facts: Facts, judged: Judged) => Decision
  /** Where a limit stands. */
  readonly stateOf: (rule: number, reading: Reading) => LimitState
}

type Core = Omit<Decision, 'ip' | 'path' | 'target' | 'policy' | 'id'>

/** How soon a client may come back while the store is away. */
const storeRetryMs = 1000

/** Decisions by a plan. */
export function createDecisions(plan: Plan, charging: Charging, newId: () => string, zones: ZoneReader): Decisions {
  const { model } = plan
  const refs = ruleRefsOf(model)
  const ends = createWindowEnds(model, zones)
  // By rule; rules that are no limits have no place here.
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
    const { ip, path, target } = facts
    return { ...core, ip: formatIp(ip), path, target, policy, id: newId() }
  }

  function unjudged({ reason, status, detail, ip, path, target }: FactRefusal): Decision {
    return {
      outcome: 'block',
      reason,
      detail,
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

  function ruleReply(rule: number, nowMs: number): Pick<Core, 'rule' | 'status' | 'replyText' | 'retryAfterMs'> {
    const status = statusOf(model.rules[rule]!)
    const replyText = model.rules[rule]!.reply?.text
    const endsInMs = status === 503 && isClockSound(nowMs) ? ends.endsIn(rule, nowMs) : undefined
    return {
      rule: refs[rule]!,
      status,
      ...(replyText !== undefined && { replyText }),
      ...(endsInMs !== undefined && { retryAfterMs: endsInMs }),
    }
  }

  function blocked(facts: Facts, judged: Judged, { stage, rule, log }: RuleRefusal): Decision {
    const core: Core = {
      outcome: 'block',
      reason: stage === 'block' ? 'block-rule' : 'allow-only-rule',
      ...ruleReply(rule, facts.nowMs),
      limits: [],
      shadows: notesOf(judged.shadows),
      ...(log !== undefined && { log }),
    }
    return complete(core, facts)
  }

  function counted(facts: Facts, judged: Judged, consumed: Consumed | undefined): Decision {
    const { limits: applied } = judged
    if (consumed === undefined || applied.length === 0) return passed(facts, none, notesOf(judged.shadows))
    const { admitted, readings } = consumed
    const limits: LimitState[] = []
    let notes = notesOf(judged.shadows)
    for (let i = 0; i < applied.length; i++) {
      const { rule } = applied[i]!
      const reading = readings[i]!
      if (!isShadow(rule)) limits.push(stateOf(rule, reading))
      else if (!reading.admitted) notes = [...notes, { rule: refs[rule]!, would: 'limit' }]
    }
    return admitted ? passed(facts, limits, notes) : limited(facts, applied, readings, limits, notes)
  }

  function passed(facts: Facts, limits: readonly LimitState[], shadows: readonly ShadowNote[]): Decision {
    return {
      outcome: 'pass',
      reason: 'no-rule-refuses',
      status: 200,
      limits,
      shadows,
      ip: formatIp(facts.ip),
      path: facts.path,
      target: facts.target,
      policy,
      id: newId(),
    }
  }

  function isShadow(rule: number): boolean {
    return model.rules[rule]!.shadow
  }

  function limited(
    facts: Facts,
    applied: readonly AppliedLimit[],
    readings: readonly Reading[],
    limits: readonly LimitState[],
    shadows: readonly ShadowNote[],
  ): Decision {
    const refusing: number[] = []
    let retryAfterMs = 1
    let reason: Reason = 'limit-exceeded'
    for (const [index, { rule }] of applied.entries()) {
      const reading = readings[index]!
      if (isShadow(rule)) continue
      // WHY: of a refused request, a limit that admitted it may have been filled by it (`including refused`): a retry waits for both.
      retryAfterMs = Math.max(retryAfterMs, reading.retryAfterMs)
      if (reading.admitted) continue
      refusing.push(rule)
      if (reading.overflow) reason = 'counters-full'
    }
    const rule = reportedOf(model, refusing)
    const log = severestLog(model, refusing)
    const core: Core = {
      outcome: 'limit',
      reason,
      ...ruleReply(rule, facts.nowMs),
      retryAfterMs,
      limits,
      shadows,
      ...(log !== undefined && { log }),
    }
    return complete(core, facts)
  }

  function stateOf(rule: number, reading: Reading): LimitState {
    const { count, periodMs, ownSubject } = quotas[rule]!
    const { admitted, remaining, retryAfterMs, resetMs } = reading
    return { rule: refs[rule]!, admitted, count, periodMs, remaining, retryAfterMs, resetMs, ownSubject }
  }

  function uncountable(facts: Facts, judged: Judged): Decision {
    const core: Core = {
      outcome: 'block',
      reason: 'store-unavailable',
      status: 503,
      retryAfterMs: storeRetryMs,
      limits: [],
      shadows: notesOf(judged.shadows),
    }
    return complete(core, facts)
  }

  function notesOf(shadows: readonly number[]): readonly ShadowNote[] {
    if (shadows.length === 0) return noNotes
    return shadows.map((rule) => ({ rule: refs[rule]!, would: refs[rule]!.kind === 'exempt' ? 'exempt' : 'block' }))
  }

  return { refs, unjudged, blocked, counted, uncountable, stateOf }
}

const none: readonly LimitState[] = Object.freeze([])
const noNotes: readonly ShadowNote[] = Object.freeze([])
