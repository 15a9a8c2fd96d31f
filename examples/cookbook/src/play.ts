import { fileURLToPath } from 'node:url'
import { createGate, type Gate } from '@tidegate/engine'
import { loadPolicy } from '@tidegate/node'

/** One step of a test: a request, when it arrives, and how often. */
export interface Step {
  readonly ip?: string
  /** The socket's address, for policies that find the client behind a proxy; `ip` is ignored then. */
  readonly peer?: string
  readonly method?: string
  readonly target?: string
  readonly host?: string
  readonly agent?: string
  readonly user?: string
  readonly headers?: readonly string[]
  readonly facts?: Readonly<Record<string, unknown>>
  /** An ISO 8601 instant; default that of the previous step. */
  readonly at?: string
  /** The number of identical requests; default 1. The outcome of the last one is returned. */
  readonly times?: number
  /** Status of the reply if it passes; default 200. */
  readonly replies?: number
}

/** The outcome of the last request of a step: `pass`, or the status and the deciding rule's name or kind, such as `429 login attempts`. */
export type Got = string

/** Runs the steps against a policy of this example, on a virtual clock that only the steps advance. */
export async function play(policy: string, steps: readonly Step[]): Promise<readonly Got[]> {
  const { plan, diagnostics } = await loadPolicy(fileURLToPath(new URL(`../${policy}`, import.meta.url)))
  if (plan === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'))
  let nowMs = Date.UTC(2026, 10, 18, 10)
  const gate: Gate = createGate(plan, { clock: { wallMs: () => nowMs, monotonicMs: () => nowMs } })
  const got: Got[] = []
  for (const step of steps) {
    if (step.at !== undefined) nowMs = Date.parse(step.at)
    let last = ''
    for (let time = 0; time < (step.times ?? 1); time += 1) last = await one(gate, step)
    got.push(last)
  }
  await gate.close()
  return got
}

async function one(gate: Gate, step: Step): Promise<Got> {
  const { decision, settle } = await gate.admit({
    method: step.method ?? 'GET',
    target: step.target ?? '/',
    headers: [
      ...(step.host === undefined ? [] : ['Host', step.host]),
      ...(step.agent === undefined ? [] : ['User-Agent', step.agent]),
      ...(step.headers ?? []),
    ],
    peer: step.peer ?? step.ip,
    ...(step.peer === undefined && step.ip !== undefined ? { ip: step.ip } : {}),
    ...(step.user === undefined ? {} : { user: step.user }),
    ...(step.facts === undefined ? {} : { facts: step.facts }),
  })
  settle({ status: decision.outcome === 'pass' ? (step.replies ?? 200) : decision.status })
  return decision.outcome === 'pass'
    ? 'pass'
    : `${decision.status} ${decision.rule?.name ?? decision.rule?.kind ?? decision.reason}`
}
