import type { Logger } from '@tidegate/engine'
import type { OpenedGate } from '@tidegate/node'
import { nameSites } from './name-sites.ts'
import { operateCounters } from './operate-counters.ts'
import type { OperatorChange } from './operator.ts'
import type { OperatorCounters } from './counter-operations.ts'
import { recordChanges } from './record-changes.ts'

/** What is needed to operate the counters of one gate. */
export interface OperatedGate {
  /** The file of its policy. */
  readonly policy: string
  readonly gate: OpenedGate
  readonly logger: Pick<Logger, 'warn'>
  /** Receives each change, for an audit log. */
  readonly onChange: (change: OperatorChange) => void
}

/** The counters of one gate, as operators of a gateway see and change them: for programs that reach a shared store without a gateway. */
export function operateGate({ policy, gate, logger, onChange }: OperatedGate): OperatorCounters {
  const sites = nameSites({ all: [{ policy, hosts: [], gate }] })
  return operateCounters(sites, recordChanges(Date.now, logger, onChange), Date.now)
}
