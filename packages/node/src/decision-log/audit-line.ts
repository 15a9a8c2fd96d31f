import { escapeControls } from '@tidegate/values'
import type { AuditEntry } from './audit-entry.ts'
import { safeJson } from './safe-json.ts'

/** Forms of the audit log. */
export const auditFormats = ['ndjson', 'csv'] as const

/** A form of the audit log: one JSON object on each line, or comma-separated values (RFC 4180). */
export type AuditFormat = (typeof auditFormats)[number]

/** The columns of the audit log, in order. Later versions only add columns, at the end. */
export const auditColumns = [
  'time',
  'event',
  'site',
  'id',
  'enforced',
  'outcome',
  'reason',
  'detail',
  'status',
  'rule',
  'rule_id',
  'at',
  'client_ip',
  'user',
  'method',
  'host',
  'path',
  'agent',
  'duration_ms',
  'policy',
  'fingerprint',
  'fingerprint_before',
  'action',
  'about',
  'actor',
  'via',
] as const

type Column = (typeof auditColumns)[number]
type Row = { readonly [Name in Column]?: string | number | boolean | undefined }

/** Texts of clients are cut after this many characters. */
const maxLength = 1_024

/** Returns an entry as one line with its line break. `nowMs` is its time if it names none. */
export function auditLine(entry: AuditEntry, format: AuditFormat, nowMs: number): string {
  const row = rowOf(entry, nowMs)
  switch (format) {
    case 'ndjson':
      return `${safeJson(Object.fromEntries(auditColumns.flatMap((name) => (row[name] === undefined ? [] : [[name, cut(row[name])]]))))}\n`
    case 'csv':
      return `${auditColumns.map((name) => csvField(row[name])).join(',')}\r\n`
  }
}

/** Returns the first line of a file with comma-separated values; nothing for JSON, where each line names its fields. */
export function auditHead(format: AuditFormat): string {
  return format === 'csv' ? `${auditColumns.join(',')}\r\n` : ''
}

function rowOf(entry: AuditEntry, nowMs: number): Row {
  const { kind, atMs = nowMs, site, policy } = entry
  const common: Row = {
    time: new Date(atMs).toISOString(),
    event: kind,
    site,
    policy: policy?.name,
    fingerprint: policy?.fingerprint,
  }
  switch (kind) {
    case 'refusal': {
      const { id, enforced, outcome, reason, detail, status, rule, ruleId, at, ip, user, method, host, path, agent } =
        entry
      const { durationMs } = entry
      const request: Row = { client_ip: ip, user, method, host, path, agent, duration_ms: durationMs }
      return { ...common, id, enforced, outcome, reason, detail, status, rule, rule_id: ruleId, at, ...request }
    }
    case 'reload':
      return { ...common, outcome: entry.outcome, detail: entry.detail, fingerprint_before: entry.before }
    case 'change': {
      const { action, about, actor, via, ip, outcome, detail } = entry
      return { ...common, action, about, actor, via, client_ip: ip, outcome, detail }
    }
    case 'start':
    case 'stop':
      return { ...common, detail: entry.detail }
  }
}

function cut(value: Row[Column]): Row[Column] {
  return typeof value === 'string' && value.length > maxLength ? `${value.slice(0, maxLength)}…` : value
}

/**
 * A field in quotes. WHY the apostrophe: spreadsheets run a field that begins with one of these characters as a formula, and clients choose paths and
 * agents (OWASP, CSV injection).
 */
function csvField(value: Row[Column]): string {
  if (value === undefined) return ''
  if (typeof value !== 'string') return String(value)
  const text = escapeControls(String(cut(value)))
  const harmless = /^\s*[=+\-@\uFF0B\uFF0D\uFF1D\uFF20]/u.test(text) ? `'${text}` : text
  return `"${harmless.replaceAll('"', '""')}"`
}
