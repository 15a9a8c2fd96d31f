import type { AuditedChange } from '@tidegate/node'
import type { OperatorChange } from '../operator/operator.ts'

/** A change of an operator, as the audit log records it. */
export function auditChange({ atMs, by, peer, action, site, what, before, after }: OperatorChange): AuditedChange {
  return {
    kind: 'change',
    atMs,
    site,
    action,
    about: what,
    actor: by,
    via: 'api',
    ...(peer !== undefined && { ip: peer }),
    outcome: 'done',
    detail: before === after ? after : `${before} -> ${after}`,
  }
}
