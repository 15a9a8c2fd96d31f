import type { Explanation, GateRequest, Plan } from '@tidegate/engine'
import type { Coverage } from '@tidegate/engine/simulate'
import { parseInstant } from '../../request/parse-instant.ts'
import { makeRequest } from '../../request/make-request.ts'
import { createPlayer, type Player, type PlayerOptions, startOfStep } from '../../request/sequence/player.ts'
import { checkExpectation, type Mismatch } from './check-expectation.ts'
import type { Case, ExpectingStep } from './suite.ts'

/** Tests that name no instant begin at this one, a Wednesday, so that they come out the same every day. */
export const defaultInstant = '2026-01-07T12:00:00Z'

/** What is wrong with one request of a case, and why it was decided as it was. */
export interface CaseFailure {
  readonly kind: 'mismatch'
  /** The step and the request within the case, from 1. */
  readonly step: number
  readonly request: number
  readonly line: number
  readonly at: string
  readonly mismatches: readonly Mismatch[]
  readonly explanation: Explanation
}

/** Why a case cannot be run as it is written. */
export interface CaseFault {
  readonly kind: 'fault'
  readonly line: number
  readonly message: string
  readonly help?: string
}

/** What became of a case. */
export interface CaseResult {
  readonly requests: number
  readonly failure?: CaseFailure | CaseFault
}

/** What a case is played with. */
export interface CaseOptions extends PlayerOptions {
  /** Told of every request. */
  readonly coverage?: Coverage
  /** Called before each request with its number; what it gives is waited for. */
  readonly onRequest?: (request: number) => Promise<void> | undefined
}

/**
 * Plays a case on a gate and a clock of its own. Stops at the first request that is not decided as expected: what comes after it
 * would be judged by counters that are not as meant.
 */
export async function runCase(each: Case, plan: Plan, options: CaseOptions): Promise<CaseResult> {
  const { coverage, onRequest } = options
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
      const decision = player.decide(made.request, step.reply)
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

function startOf({ at = defaultInstant }: Case): number {
  return parseInstant(at, parseInstant(defaultInstant, 0)!)!
}

/** Why the n-th request of a case is decided as it is: everything before it is played anew, since explaining charges nothing. */
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
      player.decide(made.request, step.reply)
    }
  }
  return player.explain({ method: 'GET', target: '/', headers: [], peer: undefined } satisfies GateRequest)
}

function backInTime(step: ExpectingStep, toMs: number, player: Player): CaseFault {
  const clock = (ms: number): string => new Date(ms).toISOString()
  return {
    kind: 'fault',
    line: step.line,
    message: `the step is at ${clock(toMs)}, and the one before it at ${clock(player.nowMs())}: time does not go back`,
    help: 'write the steps in their order in time',
  }
}
