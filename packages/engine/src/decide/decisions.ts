import {
  type AppliedLimit,
  type Facts,
  isTimeKnown,
  type Judged,
  type LimitRule,
  type Model,
  type RuleReply,
  severestLog,
  statusOf,
} from '@tidegate/model'
import { formatIp, type ZoneReader } from '@tidegate/values'
import type { Consumed, Reading } from '../counters/store.ts'
import type { Decision, LimitStanding, LimitState, RuleRef, ShadowNote } from '../decision.ts'
import type { FactRefusal } from '../facts/fact-reading.ts'
import type { Plan } from '../plan/plan.ts'
import type { Charging } from './charging.ts'
import type { Decided } from './decide.ts'
import { ruleRefsOf } from './rule-refs.ts'
import { verdictOfRefusal } from './verdict.ts'
import type { PeriodAt } from './period-at.ts'
import { createWindowEnds } from './window-end.ts'

/** Turns the verdicts of one plan into decisions by adding texts, delays, the states of limits and an id. */
export interface Decisions {
  readonly refs: readonly RuleRef[]
  /** The decision about a request that is refused before any rule. */
  readonly unjudged: (refusal: FactRefusal) => Decision
  readonly decisionOf: (facts: Facts, decided: Decided) => Decision
  /** The state of a limit at `wallMs`, milliseconds since 1970. */
  readonly stateOf: (limit: AppliedLimit, reading: Reading, wallMs: number) => LimitState
  /** The same for operators and explanations, who see a bucket by its burst. */
  readonly standingOf: (limit: AppliedLimit, reading: Reading, wallMs: number) => LimitStanding
}

/** The constant parts of the state of a limit. */
interface LimitQuota extends Pick<LimitState, 'count' | 'periodMs' | 'period' | 'ownSubject'> {
  readonly periodAt: PeriodAt | undefined
}

type Core = Omit<Decision, 'ip' | 'path' | 'target' | 'policy' | 'id'>

/** After how many milliseconds a client may retry while the store is unavailable. */
const storeRetryMs = 1000

/** Creates the decisions of a plan. */
export function createDecisions(plan: Plan, charging: Charging, newId: () => string, zones: ZoneReader): Decisions {
  const { model } = plan
  const refs = ruleRefsOf(model)
  const pages = pagesOf(model)
  const ends = createWindowEnds(model, zones)
  // Indexed by rule; undefined for rules that are not limits.
  const quotas: (LimitQuota | undefined)[] = model.rules.map(() => undefined)
  for (const { rule, ownSubject } of plan.limits) {
    const { count } = charging.counterOf(rule)
    const { period } = model.rules[rule] as LimitRule
    const timing = period.kind === 'sliding' ? { periodMs: period.periodMs } : { period }
    quotas[rule] = { count, ...timing, ownSubject, periodAt: charging.periodAtOf(rule) }
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

  function ruleReply(
    rule: number,
    facts: Facts,
  ): Pick<Core, 'rule' | 'status' | 'replyText' | 'redirect' | 'page' | 'retryAfterMs'> {
    const status = statusOf(model.rules[rule]!)
    const { text: replyText, to: redirect } = model.rules[rule]!.reply ?? noReply
    const page = pages[rule]
    const endsInMs = status === 503 && isTimeKnown(facts) ? ends.endsIn(rule, facts.nowMs) : undefined
    return {
      rule: refs[rule]!,
      status,
      ...(replyText !== undefined && { replyText }),
      ...(redirect !== undefined && { redirect }),
      ...(page !== undefined && { page }),
      ...(endsInMs !== undefined && { retryAfterMs: endsInMs }),
    }
  }

  function decisionOf(facts: Facts, decided: Decided): Decision {
    const { verdict, judged, consumed } = decided
    const limits =
      consumed === undefined || judged.limits.length === 0
        ? noLimits
        : statesOf(judged.limits, consumed.readings, facts.nowMs)
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

  function statesOf(
    applied: readonly AppliedLimit[],
    readings: readonly Reading[],
    wallMs: number,
  ): readonly LimitState[] {
    // WHY: an empty list that grows is given room for seventeen, and most requests have one limit or two.
    if (applied.length === 1 && !isShadow(applied[0]!.rule)) return [stateOf(applied[0]!, readings[0]!, wallMs)]
    if (applied.length === 2 && !isShadow(applied[0]!.rule) && !isShadow(applied[1]!.rule))
      return [stateOf(applied[0]!, readings[0]!, wallMs), stateOf(applied[1]!, readings[1]!, wallMs)]
    const states: LimitState[] = []
    for (let i = 0; i < applied.length; i++) {
      if (!isShadow(applied[i]!.rule)) states.push(stateOf(applied[i]!, readings[i]!, wallMs))
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

  function stateOf({ rule, places }: AppliedLimit, reading: Reading, wallMs: number): LimitState {
    const { count, periodMs, ownSubject } = quotas[rule]!
    const { admitted, remaining, retryAfterMs, nextMs, resetMs, blocked } = reading
    // WHY: the usual state is one object, which is made for every limit of every request.
    if (periodMs !== undefined && places === 1 && blocked === undefined)
      return { rule: refs[rule]!, admitted, count, periodMs, remaining, retryAfterMs, nextMs, resetMs, ownSubject }
    const { period, periodAt } = quotas[rule]!
    const lengthMs = periodMs ?? periodAt?.lengthMs(wallMs)
    return {
      rule: refs[rule]!,
      admitted,
      count,
      ...(lengthMs !== undefined && { periodMs: lengthMs }),
      ...(period !== undefined && { period }),
      ...(places !== 1 && { places }),
      remaining,
      retryAfterMs,
      nextMs,
      resetMs,
      ...(blocked === true && { blocked }),
      ownSubject,
    }
  }

  function standingOf(applied: AppliedLimit, reading: Reading, wallMs: number): LimitStanding {
    const state = stateOf(applied, reading, wallMs)
    const rule = model.rules[applied.rule]!
    const burst = rule.kind === 'limit' && rule.period.kind === 'sliding' ? rule.period.burst : undefined
    return burst === undefined ? state : { ...state, burst }
  }

  function notesOf(shadows: readonly number[]): readonly ShadowNote[] {
    if (shadows.length === 0) return noNotes
    return shadows.map((rule) => ({ rule: refs[rule]!, would: wouldOf(refs[rule]!.kind) }))
  }

  return { refs, unjudged, decisionOf, stateOf, standingOf }
}

/** The page of each rule; undefined for rules without one. */
function pagesOf({ rules, pages = [] }: Model): readonly Decision['page'][] {
  const texts = new Map(pages.map(({ digest, text }) => [digest, text]))
  return rules.map(({ reply }) => {
    const text = reply?.page === undefined ? undefined : texts.get(reply.page.digest)
    return reply?.page === undefined || text === undefined ? undefined : Object.freeze({ ...reply.page, text })
  })
}

const noLimits: readonly LimitState[] = Object.freeze([])
const noReply: Partial<RuleReply> = Object.freeze({})
const noNotes: readonly ShadowNote[] = Object.freeze([])

/** What a shadow rule of this kind would have done. */
function wouldOf(kind: RuleRef['kind']): ShadowNote['would'] {
  return kind === 'allow-only' ? 'block' : kind
}
