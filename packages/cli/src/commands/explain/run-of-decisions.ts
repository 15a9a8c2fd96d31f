import type { Decision, GateRequest } from '@tidegate/engine'

/** Consecutive requests with the same decision. */
export interface DecisionRun {
  /** Numbers of the first and the last request, from 1. */
  readonly from: number
  readonly to: number
  /** Times of the first and the last request, ISO 8601. */
  readonly at: string
  readonly until: string
  readonly method: string
  readonly path: string
  readonly ip?: string
  readonly host?: string
  readonly outcome: Decision['outcome']
  readonly reason: Decision['reason']
  readonly status: number
  readonly rule?: Decision['rule']
  /** Milliseconds after which a retry of the last request can succeed. */
  readonly retryAfterMs?: number
}

/** Adds the decision of the next request to `runs`. */
export function addDecision(
  runs: DecisionRun[],
  { method, target, headers, atMs }: Pick<GateRequest, 'method' | 'target' | 'headers'> & { readonly atMs: number },
  decision: Decision,
): void {
  const { outcome, reason, status, rule, retryAfterMs, ip } = decision
  const last = runs.at(-1)
  const at = new Date(atMs).toISOString()
  const number = (last?.to ?? 0) + 1
  const path = decision.target ?? target
  const host = hostIn(headers)
  const next: DecisionRun = {
    from: number,
    to: number,
    at,
    until: at,
    method,
    path,
    ...(ip !== undefined && { ip }),
    ...(host !== undefined && { host }),
    outcome,
    reason,
    status,
    ...(rule !== undefined && { rule }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  }
  const isSame =
    last !== undefined &&
    (['method', 'path', 'ip', 'host', 'outcome', 'reason', 'status'] as const).every(
      (key) => last[key] === next[key],
    ) &&
    last.rule?.id === next.rule?.id
  if (isSame) runs[runs.length - 1] = { ...next, from: last.from, at: last.at }
  else runs.push(next)
}

/** Returns the first Host field in alternating names and values. */
function hostIn(headers: readonly string[]): string | undefined {
  for (let at = 0; at + 1 < headers.length; at += 2) if (headers[at]!.toLowerCase() === 'host') return headers[at + 1]!
  return undefined
}
