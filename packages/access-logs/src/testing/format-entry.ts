import type { LogEntry } from './log-entry.ts'

/** The formats in which generated traffic can be written. */
export type WrittenFormat = 'combined' | 'common' | 'vhost' | 'json' | 'w3c'

/** Returns the line of an entry as a server writes it in this format, without a line break. */
export function formatEntry(entry: LogEntry, format: WrittenFormat): string {
  switch (format) {
    case 'combined':
      return `${commonOf(entry)} "${quoted(entry.referer ?? '-')}" "${quoted(entry.agent ?? '-')}"`
    case 'common':
      return commonOf(entry)
    case 'vhost':
      return `${entry.host}:443 ${commonOf(entry)} "${quoted(entry.referer ?? '-')}" "${quoted(entry.agent ?? '-')}"`
    case 'json':
      return JSON.stringify({
        time: new Date(entry.timeMs).toISOString(),
        remote_addr: entry.ip,
        remote_user: entry.user ?? '',
        request: `${entry.method} ${entry.target} HTTP/1.1`,
        status: entry.status,
        body_bytes_sent: entry.bytes,
        http_host: entry.host,
        http_referer: entry.referer ?? '',
        http_user_agent: entry.agent ?? '',
      })
    case 'w3c': {
      const at = new Date(entry.timeMs).toISOString()
      const mark = entry.target.indexOf('?')
      const stem = mark < 0 ? entry.target : entry.target.slice(0, mark)
      const query = mark < 0 ? '-' : entry.target.slice(mark + 1)
      const plus = (text: string | undefined): string => (text === undefined ? '-' : text.replaceAll(' ', '+'))
      return [
        at.slice(0, 10),
        at.slice(11, 19),
        entry.ip,
        plus(entry.user),
        entry.method,
        stem,
        query,
        entry.status,
        entry.bytes,
        entry.host,
        plus(entry.agent),
        plus(entry.referer),
      ].join(' ')
    }
  }
}

/** Returns the directive lines that come before lines of this format, or an empty string. */
export function headOf(format: WrittenFormat): string {
  if (format !== 'w3c') return ''
  return '#Version: 1.0\n#Fields: date time c-ip cs-username cs-method cs-uri-stem cs-uri-query sc-status sc-bytes cs-host cs(User-Agent) cs(Referer)\n'
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

function commonOf(entry: LogEntry): string {
  const request = `${entry.method} ${entry.target} HTTP/1.1`
  return `${entry.ip} - ${entry.user ?? '-'} [${stampOf(entry.timeMs)}] "${quoted(request)}" ${entry.status} ${entry.bytes}`
}

/** `17/Nov/2026:10:00:00 +0000`. */
function stampOf(timeMs: number): string {
  const at = new Date(timeMs).toISOString()
  return `${at.slice(8, 10)}/${months[Number(at.slice(5, 7)) - 1]!}/${at.slice(0, 4)}:${at.slice(11, 19)} +0000`
}

/** Escapes quotes, backslashes and unprintable characters as nginx does. */
function quoted(text: string): string {
  return text.replaceAll(/[^ !#-[\]-~]/gu, (character) =>
    [...new TextEncoder().encode(character)]
      .map((octet) => `\\x${octet.toString(16).toUpperCase().padStart(2, '0')}`)
      .join(''),
  )
}
