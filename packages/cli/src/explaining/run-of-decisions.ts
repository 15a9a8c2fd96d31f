import type { Decision } from '@tidegate/engine'

/** Requests that followed one another and were decided alike. */
export interface DecisionRun {
  /** Numbers of the first and the last, from 1. */
  readonly from: number
  readonly to: number
  /** When the first and the last came, ISO 8601. */
  readonly at: string
  readonly until: string
  readonly method: string
  readonly path: string
  readonly ip?: string
  readonly outcome: Decision['outcome']
  readonly reason: Decision['reason']
  readonly status: number
  readonly rule?: Decision['rule']
  /** Of the last. */
  readonly retryAfterMs?: number
}

/** Takes the decision of the next request into runs. */
export function addDecision(
  runs: DecisionRun[],
  { method, target, atMs }: { readonly method: string; readonly target: string; readonly atMs: number },
  decision: Decision,
): void {
  const { outcome, reason, status, rule, retryAfterMs, ip } = decision
  const last = runs.at(-1)
  const at = new Date(atMs).toISOString()
  const number = (last?.to ?? 0) + 1
  const path = decision.target ?? target
  const next: DecisionRun = {
    from: number,
    to: number,
    at,
    until: at,
    method,
    path,
    ...(ip !== undefined && { ip }),
    outcome,
    reason,
    status,
    ...(rule !== undefined && { rule }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  }
  const isSame =
    last !== undefined &&
    (['method', 'path', 'ip', 'outcome', 'reason', 'status'] as const).every((key) => last[key] === next[key]) &&
    last.rule?.id === next.rule?.id
  if (isSame) runs[runs.length - 1] = { ...next, from: last.from, at: last.at }
  else runs.push(next)
}
