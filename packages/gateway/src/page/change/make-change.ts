import type { Actor, OperatorProblem } from '../../operator/operator-result.ts'
import type { Operator } from '../../operator/operator.ts'
import type { Change } from './change.ts'

/** Makes a change; undefined if it was made, or else why not. The operator's service records it for the audit. */
export async function makeChange(
  operator: Operator,
  change: Change,
  actor: Actor,
): Promise<OperatorProblem | undefined> {
  const result = await start(operator, change, actor)
  return result.kind === 'problem' ? result.problem : undefined
}

function start({ counters, tightenings, reload }: Operator, change: Change, actor: Actor) {
  switch (change.kind) {
    case 'reset':
      return counters.reset(change.subject, actor)
    case 'block':
      return counters.block(change.subject, change.forMs, actor)
    case 'unblock':
      return counters.unblock(change.subject, actor)
    case 'tighten': {
      const { statement, forMs, site } = change
      return tightenings.add({ statement, forMs, ...(site !== undefined && { site }) }, actor)
    }
    case 'undo':
      return tightenings.undo(change.id, actor)
    case 'reload':
      return reload(actor)
  }
}
