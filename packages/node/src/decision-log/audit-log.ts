import type { Gate } from '@tidegate/engine'
import { parseIp } from '@tidegate/values'
import type { Audit, AuditedRefusal, AuditEntry } from './audit-entry.ts'
import { auditedRefusal } from './audit-refusal.ts'
import { type AuditFormat, auditHead, auditLine } from './audit-line.ts'
import { createPrivacy, keyOf, type Treatment } from './privacy.ts'
import { createLineWriter, type LineWriterOptions, type LineWriterStats } from './line-writer.ts'

/** Where an audit log is kept, and how. */
export interface AuditLogOptions extends Pick<
  LineWriterOptions,
  'file' | 'maxWaitingBytes' | 'maxFileBytes' | 'keptFiles'
> {
  /** How addresses of clients are written: `whole` (default), `cut`, `hash` or two lengths, as in the decision log. */
  readonly addresses?: string
  /** How ids of users are written. Default `whole`. */
  readonly users?: Treatment
  /** File with the key of hashes, at least 16 bytes. Default: the environment variable `TIDEGATE_DECISION_LOG_KEY`, or else a random key of the process. */
  readonly keyFile?: string
  /** Default: `csv` if the name of the file ends with `.csv`, otherwise `ndjson`. */
  readonly format?: AuditFormat
  /** Receives what the operator has to know: lines that were dropped, a disk that is full. Default: standard error. */
  readonly onProblem?: (message: string) => void
}

/** A record of every refusal, reload and change, for years. Nothing in it is throttled or sampled. */
export interface AuditLog {
  /** Records an entry: call it for what operators change. */
  readonly record: Audit
  /** Records the refusals and reloads of a gate from now on. `site` names the gate if there are several. Returns a function that ends this. */
  readonly follow: (gate: Gate, site?: string) => () => void
  /** Opens the file again by its name, after a rotation. */
  readonly reopen: () => void
  /** Resolves when everything up to now is written, or after `withinMs`. */
  readonly flush: (withinMs: number) => Promise<void>
  /** Writes what waits, for at most two seconds, and closes the file. */
  readonly close: () => Promise<void>
  readonly stats: () => LineWriterStats
}

/** Opens an audit log. Throws a `LogFileError` if it cannot be opened. */
export function openAuditLog(options: AuditLogOptions): AuditLog {
  const { file, format = file.endsWith('.csv') ? 'csv' : 'ndjson', onProblem = console.error } = options
  const writer = createLineWriter({
    ...options,
    title: 'audit log',
    onProblem,
    head: (isEmpty) => (isEmpty ? auditHead(format) : ''),
    gap: (dropped) =>
      auditLine(
        {
          kind: 'change',
          action: 'entries dropped',
          about: String(dropped),
          actor: 'tidegate',
          via: 'api',
          outcome: 'failed',
        },
        format,
        Date.now(),
      ),
  })
  const privacy = createPrivacy({ ...options, ...keyOf(options.keyFile) })
  const record: Audit = (entry) => writer.write(auditLine(hidden(entry), format, Date.now()))

  /** WHY only refusals: an audit of changes is about the operators themselves. */
  function hidden(entry: AuditEntry): AuditEntry {
    if (entry.kind !== 'refusal') return entry
    const ip = entry.ip === undefined ? undefined : parseIp(entry.ip)
    const { user } = entry
    return {
      ...entry,
      ...(ip !== undefined && { ip: privacy.ip(ip) }),
      ...(user !== undefined && { user: privacy.user(user) }),
    }
  }

  function follow(gate: Gate, site?: string): () => void {
    const place = site === undefined ? {} : { site }
    let before = gate.plan.model.fingerprint
    const policyNow = (): AuditedRefusal['policy'] & {} => {
      const { name, fingerprint } = gate.plan.model
      return { ...(name !== undefined && { name }), fingerprint }
    }
    record({ kind: 'start', ...place, policy: policyNow() })
    const ends = [
      gate.on('decision', (event) => {
        const refusal = auditedRefusal(event)
        if (refusal !== undefined) record({ ...refusal, ...place })
      }),
      gate.on('reload', ({ outcome }) => {
        record({ kind: 'reload', ...place, outcome, before, policy: policyNow() })
        before = gate.plan.model.fingerprint
      }),
      gate.on('reload-failed', ({ message, diagnostics }) => {
        const first = diagnostics.find(({ severity }) => severity === 'error')
        const where =
          first === undefined ? '' : `${first.place.file}:${first.place.line}:${first.place.column}: ${first.code}: `
        record({
          kind: 'reload',
          ...place,
          outcome: 'refused',
          before,
          policy: policyNow(),
          detail: `${where}${first?.message ?? message}`,
        })
      }),
    ]
    return () => {
      for (const end of ends) end()
      record({ kind: 'stop', ...place, policy: policyNow() })
    }
  }

  return {
    record,
    follow,
    reopen: writer.reopen,
    flush: writer.flush,
    close: () => writer.close(),
    stats: writer.stats,
  }
}
