import { resolve } from 'node:path'
import { createGate, type Decision, type Explanation } from '@tidegate/engine'
import { openedPolicy } from '../opened-policy.ts'
import { CannotRun, exitCodes, type ExitCode, type Io } from '../io.ts'
import { readInstant } from '../request/read-instant.ts'
import { readRequest } from '../request/read-request.ts'
import { renderExplanation } from '../report/render-explanation.ts'
import { colors } from '../terminal/colors.ts'
import type { ExplainFlags } from './explain-options.ts'

/** What `explain --json` prints: stable, additive. */
export interface ExplainReport {
  readonly version: 1
  readonly policy: string
  readonly at: string
  readonly repeat: number
  readonly outcome: Decision['outcome']
  readonly reason: Decision['reason']
  /** Absent where no rule refuses. */
  readonly rule?: Decision['rule']
  readonly status: number
  readonly retryAfterMs?: number
  readonly limits: Decision['limits']
  readonly decision: Decision
  readonly seen: Explanation['seen']
  readonly phases: Explanation['phases']
}

const maxRepeat = 1_000_000

/** Explains one request, or the last of several equal ones at one instant on a clock that stands still. */
export async function explain(file: string, flags: ExplainFlags, io: Io): Promise<ExitCode> {
  const repeat = Number(flags.repeat ?? '1')
  if (!Number.isInteger(repeat) || repeat < 1 || repeat > maxRepeat) {
    throw new CannotRun(`\`--repeat ${flags.repeat}\` is no count`, `give a whole number from 1 to ${maxRepeat}`)
  }
  const { plan } = await openedPolicy(resolve(io.cwd, file), file, io)
  const atMs = readInstant(flags.at, io.nowMs())
  const request = readRequest(flags, plan.model)
  const gate = createGate(plan, { clock: { wallMs: () => atMs, monotonicMs: () => atMs } })
  for (let index = 1; index < repeat; index += 1) gate.decide(request)
  const explanation = await gate.explain(request)
  await gate.close()

  const { decision } = explanation
  if (flags.json === true) {
    const report: ExplainReport = {
      version: 1,
      policy: file,
      at: new Date(atMs).toISOString(),
      repeat,
      outcome: decision.outcome,
      reason: decision.reason,
      ...(decision.rule === undefined ? {} : { rule: decision.rule }),
      status: decision.status,
      ...(decision.retryAfterMs === undefined ? {} : { retryAfterMs: decision.retryAfterMs }),
      limits: decision.limits,
      decision,
      seen: explanation.seen,
      phases: explanation.phases,
    }
    io.out(`${JSON.stringify(report, undefined, 2)}\n`)
  } else {
    io.out(renderExplanation(explanation, { colors: colors(io.color), repeat, atMs }))
  }
  return exitCodes.good
}
