import type { Gate } from '@tidegate/engine'
import { type AuditLog, type AuditLogOptions, openAuditLog } from './audit-log.ts'
import { checkAuditLogOptions, checkDecisionLogOptions } from './check-log-options.ts'
import { type DecisionLog, type DecisionLogOptions, type FollowedGate, openDecisionLog } from './decision-log.ts'

/** Logs of what a gate decides. */
export interface LogOptions {
  /** A log of decisions that `tidegate replay` reads: a file, the options of a log, or one that the application opened and has to close. */
  readonly decisionLog?: string | DecisionLogOptions | DecisionLog
  /** A log of refusals, reloads and changes for audits: a file, the options of a log, or one that the application opened and has to close. */
  readonly auditLog?: string | AuditLogOptions | AuditLog
}

/** Names of these options. */
export const logOptionNames: readonly ['decisionLog', 'auditLog'] = ['decisionLog', 'auditLog']

/** The logs of one gate. */
export interface OpenLogs {
  /** Ends the logs of the gate, and closes those that were opened here. */
  readonly close: () => Promise<void>
}

/** Throws a `TypeError` for invalid options. `where` is the function that takes them. */
export function checkLogOptions(where: string, { decisionLog, auditLog }: LogOptions): void {
  if (decisionLog !== undefined && !isOpen(decisionLog))
    checkDecisionLogOptions(`${where}: \`decisionLog\``, asOptions(decisionLog))
  if (auditLog !== undefined && !isOpen(auditLog)) checkAuditLogOptions(`${where}: \`auditLog\``, asOptions(auditLog))
}

/** Opens the logs in these options for a gate. Throws a `LogFileError` if a file cannot be opened. */
export function logGate(gate: Gate, { decisionLog, auditLog }: GivenLogs, about: FollowedGate): OpenLogs {
  const ends: (() => void)[] = []
  const closings: (() => Promise<void>)[] = []
  try {
    if (decisionLog !== undefined) {
      const log = isOpen(decisionLog) ? decisionLog : openDecisionLog(asOptions(decisionLog))
      ends.push(log.follow(gate, about))
      if (log !== decisionLog) closings.push(log.close)
    }
    if (auditLog !== undefined) {
      const log = isOpen(auditLog) ? auditLog : openAuditLog(asOptions(auditLog))
      ends.push(log.follow(gate, about.labels?.['site']))
      if (log !== auditLog) closings.push(log.close)
    }
  } catch (error) {
    void close()
    throw error
  }

  async function close(): Promise<void> {
    for (const end of ends.splice(0)) end()
    for (const closeLog of closings.splice(0)) await closeLog()
  }

  return { close }
}

/** The options as they were given, or undefined. */
type GivenLogs = { readonly [Name in keyof LogOptions]: LogOptions[Name] | undefined }

function isOpen<Log extends DecisionLog | AuditLog>(log: string | object | Log): log is Log {
  return typeof log === 'object' && 'follow' in log
}

function asOptions<Options extends { readonly file: string }>(
  given: string | Options,
): Options | { readonly file: string } {
  return typeof given === 'string' ? { file: given } : given
}
