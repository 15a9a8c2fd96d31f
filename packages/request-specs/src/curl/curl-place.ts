import type { CurlLine } from './curl-line.ts'

/** Host and path that curl requests. */
export interface CurlPlace {
  readonly host: string
  /** Path with the query. */
  readonly path: string
  /** `user:password` in the URL. */
  readonly user?: string
}

/** Returns the host and path of a URL and the options that add to it; undefined if it is not an HTTP URL. */
export function curlPlace(url: string, line: CurlLine): CurlPlace | undefined {
  const { has, last, all } = line
  const first = has('globoff') || has('g') ? url : firstOfGlob(url)
  const parts = /^(?:([a-z][a-z\d+.-]*):\/\/)?([^/?#]*)(\/[^?#]*)?(\?[^#]*)?/i.exec(first)
  if (parts === null) return undefined
  const [, scheme = 'http', authority = '', written = '/', query = ''] = parts
  const at = authority.lastIndexOf('@')
  const host = authority.slice(at + 1)
  if (!/^https?$/i.test(scheme) || host === '') return undefined
  const queries = [
    ...(query.length > 1 ? [query.slice(1)] : []),
    ...(has('get')
      ? all(bodyOptions).map(({ name, value }) => (name === 'data-urlencode' ? encoded(value) : value))
      : []),
    ...all(['url-query']).map(({ value }) => (value.startsWith('+') ? value.slice(1) : encoded(value))),
  ]
  const upload = last('upload-file')
  const named =
    upload !== undefined && upload !== '-' && written.endsWith('/') ? `${written}${baseName(upload)}` : written
  const plain = has('path-as-is') ? named : withoutDotSegments(named)
  return {
    host: host.replace(/:(80|443)$/, ''),
    path: last('request-target') ?? `${plain}${queries.length === 0 ? '' : `?${queries.join('&')}`}`,
    ...(at >= 0 && { user: decoded(authority.slice(0, at)) }),
  }
}

/** Options whose values make up the body, or with `-G` the query. */
export const bodyOptions: readonly string[] = [
  'data',
  'data-ascii',
  'data-binary',
  'data-raw',
  'data-urlencode',
  'json',
  'form',
  'form-string',
]

/** Replaces `{a,b}` and `[1-9]` by what curl requests first. */
function firstOfGlob(url: string): string {
  return url
    .replaceAll(/(?<!\\)\{([^{},]*)(?:,[^{}]*)?\}/g, '$1')
    .replaceAll(/(?<!\\)\[(\d+|[a-z])-(?:\d+|[a-z])(?::\d+)?\]/gi, '$1')
}

/** Encodes `content`, `=content` and `name=content` as `--data-urlencode` does; contents of files are not known and are left out. */
function encoded(value: string): string {
  const at = value.search(/[=@]/)
  if (at < 0) return encodeForm(value)
  const name = value.slice(0, at)
  const content = value[at] === '@' ? '' : encodeForm(value.slice(at + 1))
  return name === '' ? content : `${name}=${content}`
}

function encodeForm(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replaceAll(/[!'()*]/g, (character) => `%${character.codePointAt(0)!.toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function baseName(file: string): string {
  return encodeURIComponent(file.slice(file.lastIndexOf('/') + 1).toWellFormed())
}

/** Removes dot segments from a path, as curl does by default (RFC 3986 §5.2.4). */
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
