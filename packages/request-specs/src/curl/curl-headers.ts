import type { CurlLine } from './curl-line.ts'
import type { CurlPlace } from './curl-place.ts'

/** Returns the header fields that curl sends: its defaults, those that options imply, and what `-H` adds, replaces and removes. */
export function curlHeaders(line: CurlLine, { host, user }: CurlPlace): Readonly<Record<string, readonly string[]>> {
  const own = new Map<string, { readonly name: string; readonly value: string }>()
  const set = (name: string, value: string | undefined): void => {
    if (value !== undefined && value !== '') own.set(name.toLowerCase(), { name, value })
  }
  const { has, last, all } = line
  set('Host', host)
  set('User-Agent', last('user-agent') ?? 'curl/8')
  set('Accept', has('json') ? 'application/json' : '*/*')
  if (has('compressed')) set('Accept-Encoding', 'deflate, gzip, br, zstd')
  const cookies = all(['cookie']).filter(({ value }) => value.includes('='))
  set('Cookie', cookies.map(({ value }) => value).join(';'))
  set('Referer', last('referer')?.replace(/;auto$/, ''))
  set('Authorization', authorization(line, user))
  set('Range', rangeOf(line))
  set('If-Modified-Since', last('time-cond'))
  if (!has('get') && !has('head')) set('Content-Type', contentType(line))

  const sent = new Map<string, { readonly name: string; readonly values: string[] }>()
  for (const { value: field } of all(['header'])) {
    const [, written, sign, rest] = /^([^:;]+)([:;])(.*)$/s.exec(field) ?? []
    if (written === undefined) continue
    const name = written.trim()
    const value = rest!.trim()
    own.delete(name.toLowerCase())
    // `-H 'Accept:'` removes a default field of curl, `-H 'X-Empty;'` sends a field without a value.
    if (sign === ':' && value === '') continue
    const before = sent.get(name.toLowerCase())
    if (before === undefined) sent.set(name.toLowerCase(), { name, values: [value] })
    else before.values.push(value)
  }
  return Object.fromEntries([
    ...[...own.values()].map(({ name, value }) => [name, [value]] as const),
    ...[...sent.values()].map(({ name, values }) => [name, values] as const),
  ])
}

/** Returns the `Authorization` field of the first request; undefined for ways to log in that first need an answer from the server. */
function authorization({ has, last }: CurlLine, user: string | undefined): string | undefined {
  const bearer = last('oauth2-bearer')
  if (bearer !== undefined) return `Bearer ${bearer}`
  const known = last('user') ?? user
  if (known === undefined || ['digest', 'ntlm', 'negotiate', 'anyauth', 'aws-sigv4'].some((way) => has(way)))
    return undefined
  return `Basic ${Buffer.from(known.includes(':') ? known : `${known}:`).toString('base64')}`
}

function rangeOf({ last }: CurlLine): string | undefined {
  const range = last('range')
  if (range !== undefined) return `bytes=${range}`
  const from = last('continue-at')
  return from === undefined || from === '-' ? undefined : `bytes=${from}-`
}

function contentType({ has, all }: CurlLine): string | undefined {
  if (has('json')) return 'application/json'
  if (has('form') || has('form-string')) return 'multipart/form-data'
  const isForm = all(['data', 'data-ascii', 'data-binary', 'data-raw', 'data-urlencode']).length > 0
  return isForm ? 'application/x-www-form-urlencoded' : undefined
}
