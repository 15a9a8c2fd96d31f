import type { RequestSpec } from '../scenario/request-spec.ts'
import { shortOptions, valueOptions } from './curl-options.ts'
import { splitShell } from './split-shell.ts'

/** The request that a curl command line would send, or why it is none. */
export type CurlRequest =
  | { readonly kind: 'request'; readonly request: RequestSpec }
  | { readonly kind: 'fault'; readonly message: string; readonly help?: string }

/**
 * Reads a `curl` command line, as people type it and browsers copy it: method, URL, headers, agent, cookies, referer, user and what
 * `-d`, `-G`, `-I`, `--json` and `-T` imply. Options that do not change what a policy sees are passed over. Nothing is run and no file
 * is read: bodies do not matter. Of several URLs the first counts.
 */
export function parseCurl(line: string): CurlRequest {
  const split = splitShell(line)
  if (split.kind === 'fault') return { kind: 'fault', message: `the command line cannot be read: ${split.message}` }
  const words = split.words[0] === '$' ? split.words.slice(1) : split.words
  if (!/(^|\/)curl(\.exe)?$/.test(words[0] ?? '')) {
    return {
      kind: 'fault',
      message: 'this is no curl command line',
      help: "begin it with curl, as in --curl 'curl https://example.com/'",
    }
  }
  const { options, urls } = readOptions(words.slice(1))
  const url = [...(options.get('url') ?? []), ...urls][0]
  if (url === undefined) return { kind: 'fault', message: 'the curl command line names no URL' }
  const place = placeOf(url, options)
  if (place === undefined) return { kind: 'fault', message: `\`${url}\` is no URL of HTTP` }
  const { host, path } = place
  return { kind: 'request', request: { method: methodOf(options), path, headers: headersOf(options, host) } }
}

type Options = ReadonlyMap<string, readonly string[]>

function readOptions(words: readonly string[]): { readonly options: Options; readonly urls: readonly string[] } {
  const options = new Map<string, string[]>()
  const urls: string[] = []
  const add = (name: string, value: string): void => void options.set(name, [...(options.get(name) ?? []), value])
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at]!
    if (word === '--next' || word === '-:') break
    if (word.startsWith('--')) {
      const name = word.slice(2)
      if (valueOptions.has(name)) add(name, words[(at += 1)] ?? '')
      else add(name, '')
    } else if (word.startsWith('-') && word.length > 1) {
      for (let letter = 1; letter < word.length; letter += 1) {
        const name = shortOptions[word[letter]!] ?? word[letter]!
        if (!valueOptions.has(name)) add(name, '')
        else {
          add(name, letter + 1 < word.length ? word.slice(letter + 1) : (words[(at += 1)] ?? ''))
          break
        }
      }
    } else urls.push(word)
  }
  return { options, urls }
}

const bodyOptions = ['data', 'data-ascii', 'data-binary', 'data-raw', 'data-urlencode', 'json', 'form', 'form-string']

function methodOf(options: Options): string {
  const written = options.get('request')?.at(-1)
  if (written !== undefined) return written
  if (options.has('head')) return 'HEAD'
  if (options.has('upload-file')) return 'PUT'
  return bodyOptions.some((name) => options.has(name)) && !options.has('get') ? 'POST' : 'GET'
}

function placeOf(url: string, options: Options): { readonly host: string; readonly path: string } | undefined {
  const parts = /^(?:([a-z][a-z\d+.-]*):\/\/)?([^/?#]*)(\/[^?#]*)?(\?[^#]*)?/i.exec(url)
  if (parts === null) return undefined
  const [, scheme = 'http', authority = '', path = '/', query = ''] = parts
  const host = authority.slice(authority.lastIndexOf('@') + 1)
  if (!/^https?$/i.test(scheme) || host === '') return undefined
  const queries = [
    ...(query.length > 1 ? [query.slice(1)] : []),
    ...(options.get('url-query') ?? []),
    ...(options.has('get') ? bodyOptions.flatMap((name) => options.get(name) ?? []) : []),
  ]
  const target = options.get('request-target')?.at(-1)
  const plain = options.has('path-as-is') ? path : withoutDotSegments(path)
  return {
    host: host.replace(/:(80|443)$/, ''),
    path: target ?? `${plain}${queries.length === 0 ? '' : `?${queries.join('&')}`}`,
  }
}

/** What curl itself does to a path before it sends it, unless it is told not to (RFC 3986 §5.2.4). */
function withoutDotSegments(path: string): string {
  if (!/\/\.\.?(\/|$)/.test(path)) return path
  const kept: string[] = []
  const segments = path.split('/').slice(1)
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1
    if (segment === '..') kept.pop()
    if (segment !== '..' && segment !== '.') kept.push(segment)
    else if (isLast) kept.push('')
  }
  return `/${kept.join('/')}`
}

function headersOf(options: Options, host: string): Readonly<Record<string, readonly string[]>> {
  const headers = new Map<string, { readonly name: string; readonly values: string[] }>()
  const set = (name: string, value: string): void => void headers.set(name.toLowerCase(), { name, values: [value] })
  set('Host', host)
  set('User-Agent', options.get('user-agent')?.at(-1) ?? 'curl/8')
  set('Accept', '*/*')
  const cookies = (options.get('cookie') ?? []).filter((cookie) => cookie.includes('='))
  if (cookies.length > 0) set('Cookie', cookies.join('; '))
  const referer = options.get('referer')?.at(-1)
  if (referer !== undefined) set('Referer', referer.replace(/;auto$/, ''))
  const bearer = options.get('oauth2-bearer')?.at(-1)
  const user = options.get('user')?.at(-1)
  if (bearer !== undefined) set('Authorization', `Bearer ${bearer}`)
  else if (user !== undefined) set('Authorization', `Basic ${Buffer.from(user).toString('base64')}`)
  if (options.has('json')) set('Content-Type', 'application/json')
  const own = new Set<string>()
  for (const line of options.get('header') ?? []) {
    const [, name, sign, value] = /^([^:;]+)([:;])\s*(.*)$/s.exec(line) ?? []
    if (name === undefined) continue
    const key = name.trim().toLowerCase()
    // `-H 'Accept:'` takes a header away, `-H 'X-Empty;'` sends one without a value.
    if (sign === ':' && value === '') headers.delete(key)
    else if (own.has(key)) headers.get(key)?.values.push(value!)
    else set(name.trim(), value!)
    own.add(key)
  }
  if (headers.get('user-agent')?.values[0] === '') headers.delete('user-agent')
  return Object.fromEntries([...headers.values()].map(({ name, values }) => [name, values]))
}
