import { jsonFault } from '../json-fault.ts'
import { collectFields } from '../collect-fields.ts'
import type { RequestSpec } from '../request-spec.ts'
import { typedRequest } from '../typed-text.ts'

/** One entry of a HAR file. */
export interface HarEntry {
  readonly request: RequestSpec
  /** Time in milliseconds since 1970; absent if the file does not contain it. */
  readonly atMs?: number
}

/** Entries of a HAR file in the order of their times, or why it is invalid. */
export type HarFile =
  | {
      readonly kind: 'entries'
      readonly entries: readonly HarEntry[]
      /** Number of entries that are not requests to a server, such as `data:` and `blob:` URLs and those of browser extensions. */
      readonly skipped: number
    }
  | { readonly kind: 'fault'; readonly message: string }

/** Reads a HAR 1.2 file, as browsers export it. Bodies and replies are ignored, since a policy does not see them. */
export function parseHar(text: string): HarFile {
  let har: unknown
  try {
    har = JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (error) {
    return { kind: 'fault', message: jsonFault(error) }
  }
  const entries = member(member(har, 'log'), 'entries')
  if (!Array.isArray(entries)) return { kind: 'fault', message: 'it has no `log.entries`' }
  const read: HarEntry[] = []
  for (const [index, entry] of entries.entries()) {
    const found = readEntry(entry)
    if (found === undefined)
      return { kind: 'fault', message: `entry ${index + 1} has no request with a method and a URL` }
    if (found !== 'elsewhere') read.push(found)
  }
  return {
    kind: 'entries',
    entries: read.toSorted((a, b) => (a.atMs ?? 0) - (b.atMs ?? 0)),
    skipped: entries.length - read.length,
  }
}

function readEntry(entry: unknown): HarEntry | 'elsewhere' | undefined {
  const request = member(entry, 'request')
  const method = member(request, 'method')
  const url = member(request, 'url')
  if (typeof method !== 'string' || typeof url !== 'string') return undefined
  if (/^(?!(?:https?|wss?):)[a-z][a-z\d+.-]*:/i.test(url)) return 'elsewhere'
  const parts = /^[a-z]+:\/\/([^/?#]*)([^#]*)/i.exec(url)
  if (parts === null) return undefined
  const [, authority = '', rest = ''] = parts
  const fields: (readonly [string, string])[] = []
  const given = member(request, 'headers')
  for (const header of Array.isArray(given) ? given : []) {
    const name = member(header, 'name')
    const value = member(header, 'value')
    // Pseudo-header fields of HTTP/2 repeat method and URL.
    if (typeof name !== 'string' || typeof value !== 'string' || name.startsWith(':')) continue
    fields.push([name, value])
  }
  const headers = collectFields(fields)
  const hasHost = Object.keys(headers).some((name) => name.toLowerCase() === 'host')
  const started = member(entry, 'startedDateTime')
  const atMs = typeof started === 'string' ? Date.parse(started) : Number.NaN
  return {
    request: typedRequest({
      method,
      path: rest.startsWith('/') ? rest : `/${rest}`,
      headers,
      ...(!hasHost && { host: authority.slice(authority.lastIndexOf('@') + 1) }),
    }),
    ...(!Number.isNaN(atMs) && { atMs }),
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined
}
