import type { OperatorChange } from './operator.ts'

/** A change in the form in which an audit log has it. */
export interface AuditedOperatorChange {
  readonly kind: 'change'
  readonly atMs: number
  readonly site?: string
  /** What was done, in words that stay the same from version to version. */
  readonly action: string
  readonly about: string
  readonly actor: string
  readonly via: 'command' | 'page' | 'api' | 'signal'
  readonly ip?: string
  readonly outcome: 'done'
  /** The state before, and the state now. */
  readonly detail?: string
}

const actions: Readonly<Record<OperatorChange['action'], string>> = {
  reset: 'counters reset',
  block: 'counters block',
  unblock: 'counters unblock',
  export: 'counters export',
  tighten: 'policy tighten',
  'undo-tightening': 'policy tightening undone',
  'tightening-ended': 'policy tightening ended',
  reload: 'policy reload',
}

/** Returns a change as an audit log has it. The end of a tightening by its time counts as a signal: no person made it. */
export function auditedChange(change: OperatorChange): AuditedOperatorChange {
  const { atMs, by, peer, via, action, site, what, before, after } = change
  const states = [...(before === '' ? [] : [`before: ${before}`]), ...(after === '' ? [] : [`after: ${after}`])]
  return {
    kind: 'change',
    atMs,
    ...(site !== '' && { site }),
    action: actions[action],
    about: what,
    actor: by,
    via: via === 'time' ? 'signal' : via,
    ...(peer !== undefined && { ip: peer }),
    outcome: 'done',
    ...(states.length > 0 && { detail: states.join('; ') }),
  }
}
