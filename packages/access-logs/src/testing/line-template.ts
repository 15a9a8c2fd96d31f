import type { LogEntry } from './log-entry.ts'

/**
 * A line of a documented format, with parts in braces that an entry fills in: `{ip}`, `{ip-port}`, `{user}`, `{method}`, `{target}`,
 * `{path}`, `{query}`, `{status}`, `{agent}`, `{referer}`, `{host}`, `{forwarded}` (a list that proxies wrote), `{list}` (a list in place
 * of the client), and the times `{clf}`, `{iso}`, `{epoch}`, `{ms}`, `{date}`, `{clock}` and others.
 */
export interface LineTemplate {
  /** What comes before the lines. */
  readonly head?: string
  readonly line: string
  /** How the format writes characters that have a meaning in it: by default `\xHH`, as nginx does. */
  readonly escape?: 'json' | 'plus' | 'percent' | 'haproxy'
  /** Whether targets name their host. */
  readonly isAbsolute?: boolean
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const
const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const

/** Returns the line of an entry, without a line break. */
export function writeLine({ line, escape }: LineTemplate, entry: LogEntry): string {
  const texts = textsOf(entry)
  const written = escape === 'json' ? line.replaceAll(/"#(\{\w+\})"/g, '$1') : line
  return written.replaceAll(/\{([a-z][a-z0-9-]*)\}/g, (part, name: string) => {
    const text = texts[name]
    return text === undefined ? part : escaped(text, name, escape)
  })
}

/** Returns what a line can say about its entry. */
export function fieldsOfLine({ line, isAbsolute, escape }: LineTemplate, entry: LogEntry): object {
  const has = (name: string): boolean => line.includes(`{${name}}`)
  const isExact = ['iso', 'epoch', 'ms', 'clock-ms'].some(has)
  const port = /\{host\}(:\d+)\{target\}/.exec(line)?.[1] ?? ''
  const target = has('path') && !has('query') ? entry.target.replace(/\?.*/, '') : entry.target
  const plus = (text: string | undefined): string | undefined => (escape === 'plus' ? text?.replaceAll('+', ' ') : text)
  return {
    ip: entry.ip,
    request: {
      timeMs: isExact ? entry.timeMs : Math.floor(entry.timeMs / 1_000) * 1_000,
      method: entry.method,
      target: isAbsolute === true ? `${/http:/.test(line) ? 'http' : 'https'}://${entry.host}${port}${target}` : target,
      ...(has('status') && { status: entry.status }),
      ...(has('agent') && { agent: plus(entry.agent) }),
      ...(has('user') && { user: entry.status === 401 ? undefined : plus(entry.user) }),
    },
  }
}

function textsOf(entry: LogEntry): Readonly<Record<string, string>> {
  const { timeMs, ip, target } = entry
  const at = new Date(timeMs).toISOString()
  const [date, clock] = [at.slice(0, 10), at.slice(11, 19)]
  const month = months[Number(at.slice(5, 7)) - 1]!
  const day = `${at.slice(8, 10)}/${month}/${at.slice(0, 4)}`
  const mark = target.indexOf('?')
  return {
    ip,
    'ip-port': `${ip}:44740`,
    'ip4-port': ip.includes(':') ? `[${ip}]:44740` : `${ip}:44740`,
    user: entry.user ?? '-',
    method: entry.method,
    target,
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? '-' : target.slice(mark + 1),
    status: String(entry.status),
    agent: entry.agent ?? '-',
    referer: entry.referer ?? '-',
    host: entry.host,
    forwarded: '192.0.2.7, 10.0.0.2',
    list: `192.0.2.7, ${ip}, 10.0.0.2`,
    clf: `${day}:${clock} +0000`,
    'clf-short': `${day}:${clock}`,
    'clf-blank': `${day} ${clock}`,
    'clock-ms': `${day}:${clock}.${at.slice(20, 23)}`,
    iso: at,
    rails: `${date} ${clock} +0000`,
    gin: `${date.replaceAll('-', '/')} - ${clock}`,
    asctime: `${days[new Date(timeMs).getUTCDay()]!} ${month} ${at.slice(8, 10).replace(/^0/, ' ')} ${clock} ${at.slice(0, 4)}`,
    date,
    clock,
    epoch: (timeMs / 1_000).toFixed(3),
    ms: String(timeMs),
  }
}

function escaped(text: string, name: string, escape: LineTemplate['escape']): string {
  switch (escape) {
    case undefined:
      return name === 'agent' || name === 'target' || name === 'referer' ? octets(text, /[^ !#-[\]-~]/gu, '\\x') : text
    case 'haproxy':
      return octets(text, /[^ !$-z~]/gu, '#')
    case 'json':
      return JSON.stringify(text).slice(1, -1)
    case 'plus':
      return text.replaceAll(' ', '+')
    case 'percent':
      return name === 'agent' || name === 'referer' ? octets(text, /[^!#$&-~]|["\\]/gu, '%') : text
  }
}

function octets(text: string, special: RegExp, mark: string): string {
  return text.replaceAll(special, (character) =>
    [...new TextEncoder().encode(character)]
      .map((octet) => `${mark}${octet.toString(16).toUpperCase().padStart(2, '0')}`)
      .join(''),
  )
}
