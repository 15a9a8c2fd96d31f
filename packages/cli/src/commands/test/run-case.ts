import type { Explanation, GateRequest, Plan } from '@tidegate/engine'
import { type Coverage, ruleRefsOf } from '@tidegate/engine/simulate'
import { didYouMean } from '@tidegate/values'
import { parseInstant } from '../../request/parse-instant.ts'
import { makeRequest } from '@tidegate/request-specs'
import { createPlayer, type Player, type PlayerOptions, startOfStep } from '../../request/sequence/player.ts'
import { checkExpectation, isRule, type Mismatch, ruleName } from './check-expectation.ts'
import type { Case, ExpectingStep } from './suite.ts'

/** Start of tests that give no time, a Wednesday; fixed, so that their results are the same every day. */
export const defaultInstant = '2026-01-07T12:00:00Z'

/** How the decision of one request differs from what was expected, and why it was made. */
export interface CaseFailure {
  readonly kind: 'mismatch'
  /** Numbers of the step and of the request within the case, from 1. */
  readonly step: number
  readonly request: number
  readonly line: number
  readonly at: string
  readonly mismatches: readonly Mismatch[]
  readonly explanation: Explanation
}

/** Why a case cannot be run. */
export interface CaseFault {
  readonly kind: 'fault'
  readonly line: number
  readonly message: string
  readonly help?: string
}

/** Result of a case. */
export interface CaseResult {
  readonly requests: number
  readonly failure?: CaseFailure | CaseFault
}

/** Options for running a case. */
export interface CaseOptions extends PlayerOptions {
  /** Records every request. */
  readonly coverage?: Coverage
  /** Called before each request with its number; a returned promise is awaited. */
  readonly onRequest?: (request: number) => Promise<void> | undefined
}

/**
 * Runs a case with its own gate and clock. The run stops at the first request that is not decided as expected, because the counters would
 * be wrong for the requests after it.
 */
export async function runCase(each: Case, plan: Plan, options: CaseOptions): Promise<CaseResult> {
  const { coverage, onRequest } = options
  const unknown = unknownRule(each, plan)
  if (unknown !== undefined) return { requests: 0, failure: unknown }
  const player = createPlayer(plan, startOf(each), options)
  let requests = 0
  for (const [index, step] of each.steps.entries()) {
    const made = makeRequest(step.request, plan.model, options.plugins)
    if (made.kind === 'fault') {
      const { message, help } = made
      return { requests, failure: { kind: 'fault', line: step.line, message, ...(help !== undefined && { help }) } }
    }
    const beginMs = startOfStep(step.time, player.nowMs())
    for (let repetition = 0; repetition < step.repeat; repetition += 1) {
      if (!player.moveTo(beginMs + repetition * step.everyMs))
        return { requests, failure: backInTime(step, beginMs, player) }
      requests += 1
      const pause = onRequest?.(requests)
      if (pause !== undefined) await pause
      const decision = player.decide(made.request, step.reply, step.lastsMs)
      coverage?.cover(player.completed(made.request), player.nowMs(), decision)
      const mismatches = step.expect === undefined ? [] : checkExpectation(decision, step.expect)
      if (mismatches.length > 0) {
        const failure: CaseFailure = {
          kind: 'mismatch',
          step: index + 1,
          request: requests,
          line: step.expect!.line,
          at: new Date(player.nowMs()).toISOString(),
          mismatches,
          explanation: explainAgain(each, requests, plan, options),
        }
        return { requests, failure }
      }
    }
  }
  return { requests }
}

/** Returns a fault for the first rule that a case expects and the policy does not have; undefined if there is none. */
function unknownRule({ steps }: Case, { model }: Plan): CaseFault | undefined {
  const rules = ruleRefsOf(model)
  for (const { expect } of steps) {
    const wanted = expect?.rule
    if (wanted === undefined || rules.some((rule) => isRule(rule, wanted))) continue
    const names = [...new Set(rules.map(ruleName))]
    const similar = didYouMean(wanted, names)
    const listed = names.slice(0, 5).map((name) => `\`${name}\``)
    const help =
      similar === undefined
        ? `its rules are ${listed.join(', ')}${names.length > listed.length ? ', …' : ''}`
        : `did you mean \`${similar}\`?`
    return {
      kind: 'fault',
      line: expect!.line,
      message: `the policy has no rule \`${wanted}\``,
      ...(names.length > 0 && { help }),
    }
  }
  return undefined
}

function startOf({ at = defaultInstant }: Case): number {
  return parseInstant(at, parseInstant(defaultInstant, 0)!)!
}

/** Explains the decision of the n-th request of a case. All requests before it are decided again, because explaining charges no limits. */
function explainAgain(each: Case, wanted: number, plan: Plan, options: PlayerOptions): Explanation {
  const player = createPlayer(plan, startOf(each), options)
  let requests = 0
  for (const step of each.steps) {
    const made = makeRequest(step.request, plan.model, options.plugins)
    if (made.kind === 'fault') break
    const beginMs = startOfStep(step.time, player.nowMs())
    for (let repetition = 0; repetition < step.repeat; repetition += 1) {
      player.moveTo(beginMs + repetition * step.everyMs)
      requests += 1
      if (requests === wanted) return player.explain(made.request)
      player.decide(made.request, step.reply, step.lastsMs)
    }
  }
  return player.explain({ method: 'GET', target: '/', headers: [], peer: undefined } satisfies GateRequest)
}

function backInTime(step: ExpectingStep, toMs: number, player: Player): CaseFault {
  const clock = (ms: number): string => new Date(ms).toISOString()
  return {
    kind: 'fault',
    line: step.line,
    message: `the step is at ${clock(toMs)}, before the previous one at ${clock(player.nowMs())}`,
    help: 'write the steps in chronological order',
  }
}
