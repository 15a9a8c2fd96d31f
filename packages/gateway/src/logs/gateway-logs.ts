import {
  type Audit,
  type AuditLogOptions,
  type DecisionLogOptions,
  type LineWriterStats,
  openAuditLog,
  openDecisionLog,
} from '@tidegate/node'
import type { Site } from '../sites/sites.ts'

/** The logs of all sites of a gateway. */
export interface GatewayLogs {
  /** Logs what these sites decide from now on. */
  readonly follow: (sites: readonly Site[], hasStore: boolean) => void
  /** Records what an operator changed; does nothing without an audit log. */
  readonly audit: Audit
  /** Opens the files again by their names, after a rotation. */
  readonly reopen: () => void
  readonly close: () => Promise<void>
  readonly stats: () => GatewayLogStats
}

/** What has become of the lines of each log; undefined for a log that is not kept. */
export interface GatewayLogStats {
  readonly decisions: LineWriterStats | undefined
  readonly audit: LineWriterStats | undefined
}

/** Opens the logs in the options of a gateway. Throws a `LogFileError` if a file cannot be opened. */
export function openGatewayLogs(
  options: { readonly decisionLog?: DecisionLogOptions; readonly auditLog?: AuditLogOptions },
  onProblem: (message: string) => void,
): GatewayLogs {
  const { decisionLog, auditLog } = options
  const decisions = decisionLog === undefined ? undefined : openDecisionLog({ onProblem, ...decisionLog })
  const audit = auditLog === undefined ? undefined : openAuditLog({ onProblem, ...auditLog })
  const ends: (() => void)[] = []
  return {
    follow: (sites, hasStore) => {
      for (const { policy, gate } of sites) {
        const site = sites.length > 1 ? policy : undefined
        const labels = site === undefined ? {} : { labels: { site } }
        if (decisions !== undefined) ends.push(decisions.follow(gate, { hasStore, ...labels }))
        if (audit !== undefined) ends.push(audit.follow(gate, site))
      }
    },
    audit: audit?.record ?? (() => {}),
    reopen: () => {
      decisions?.reopen()
      audit?.reopen()
    },
    close: async () => {
      for (const end of ends.splice(0)) end()
      await Promise.all([decisions?.close(), audit?.close()])
    },
    stats: () => ({ decisions: decisions?.stats(), audit: audit?.stats() }),
  }
}
