import type { DecisionReport, GateRequest } from '@tidegate/engine'
import type { AuditedRefusal } from './audit-entry.ts'

/** Returns the entry for a decision: undefined if it admits the request, also without `observe` mode. */
export function auditedRefusal({
  decision,
  request,
  wouldBe,
  facts,
  atMs,
  durationMs,
}: DecisionReport): AuditedRefusal | undefined {
  const { outcome, reason, detail, status, rule, ip, path, policy, id } = wouldBe ?? decision
  if (outcome === 'pass') return undefined
  const { user, method, target } = request
  const about = rule ?? decision.tellsApart
  const agent = facts?.agent ?? fieldOf(request, 'user-agent')
  const host = facts?.host ?? fieldOf(request, 'host')
  return {
    kind: 'refusal',
    atMs,
    policy,
    id,
    enforced: wouldBe === undefined,
    outcome,
    reason,
    ...(detail !== undefined && { detail }),
    status,
    ...(about !== undefined && { rule: about.name ?? about.text, ruleId: about.id, at: `${about.file}:${about.line}` }),
    ...(ip !== undefined && { ip }),
    ...(user !== undefined && user !== null && { user: String(user) }),
    method,
    ...(host !== undefined && { host }),
    // A refused target has no canonical form. Its query, which may contain secrets, is left out.
    path: path ?? target.split('?', 1)[0]!,
    ...(agent !== undefined && { agent }),
    durationMs: Math.round(durationMs * 1_000) / 1_000,
  }
}

function fieldOf({ headers }: GateRequest, name: string): string | undefined {
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const found = headers[at]!
    if (found.length === name.length && found.toLowerCase() === name) return headers[at + 1]
  }
  return undefined
}
