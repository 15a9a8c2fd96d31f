import type { Logger } from '@tidegate/engine'
import type { Actor } from './operator-result.ts'
import type { OperatorChange } from './operator.ts'

/** The changes that operators made. */
export interface ChangeRecord {
  readonly add: (actor: Actor, change: Omit<OperatorChange, 'atMs' | 'by' | 'peer' | 'via'>) => void
  /** The newest, newest first. */
  readonly newest: () => readonly OperatorChange[]
}

const keptChanges = 200

/** Records changes: in memory, in the log, and where `onChange` puts them. A change is never made without its record. */
export function recordChanges(
  wallMs: () => number,
  logger: Pick<Logger, 'warn'>,
  onChange: (change: OperatorChange) => void,
): ChangeRecord {
  const changes: OperatorChange[] = []
  return {
    add: ({ name, peer, via = 'api' }, change) => {
      const record: OperatorChange = { atMs: wallMs(), by: name, ...(peer !== undefined && { peer }), via, ...change }
      changes.unshift(record)
      changes.length = Math.min(changes.length, keptChanges)
      const { action, site, what, before, after } = change
      // WHY a warning: it is rare, and a log that keeps only warnings has to answer for changes too.
      logger.warn(
        { code: 'operator', by: name, peer, via, action, site, what, before, after },
        'an operator made a change',
      )
      onChange(record)
    },
    newest: () => changes,
  }
}
