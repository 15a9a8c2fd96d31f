/** Header fields that policies test most often, except those whose names are everyday words, such as `range`. */
const commonHeaders: readonly string[] = [
  [
    'accept',
    'accept-charset',
    'accept-encoding',
    'accept-language',
    'authorization',
    'cache-control',
    'content-encoding',
  ],
  ['content-length', 'content-type', 'if-match', 'if-modified-since', 'if-none-match', 'origin'],
  ['referer', 'save-data', 'sec-ch-ua', 'sec-ch-ua-mobile', 'sec-ch-ua-platform'],
  ['sec-fetch-dest', 'sec-fetch-mode', 'sec-fetch-site', 'sec-fetch-user', 'sec-gpc', 'sec-websocket-protocol'],
  ['upgrade-insecure-requests', 'x-api-key', 'x-csrf-token', 'x-forwarded-host', 'x-forwarded-port'],
  ['x-forwarded-proto', 'x-http-method-override', 'x-requested-with', 'x-wap-profile'],
].flat()

/** Common misspellings of header names. */
const misspelt: Readonly<Record<string, string>> = {
  referrer: 'referer',
  referral: 'referer',
  authorisation: 'authorization',
  useragent: 'user-agent',
  'x-user-agent': 'user-agent',
  'http-host': 'host',
  contenttype: 'content-type',
  'accept-languages': 'accept-language',
  'x-requested-by': 'x-requested-with',
}

/** Fields by which proxies name the client. */
const clientFields: ReadonlySet<string> = new Set(
  [
    ['x-forwarded-for', 'forwarded', 'x-real-ip', 'client-ip', 'x-client-ip', 'x-cluster-client-ip', 'true-client-ip'],
    ['cf-connecting-ip', 'fastly-client-ip', 'x-original-forwarded-for', 'x-azure-clientip'],
  ].flat(),
)

/** Fields that HTTP/2 does not have: RFC 9113 §8.2.2. */
const connectionFields: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
])

/** Fields that only responses have. */
const responseFields: ReadonlySet<string> = new Set([
  'set-cookie',
  'location',
  'server',
  'retry-after',
  'www-authenticate',
  'etag',
  'last-modified',
])

/** How the field is unsuitable, after its name, and what to write instead. */
const unsuitable: Readonly<Record<string, Omit<Unsuitable, 'kind'>>> = {
  host: {
    reason: 'is absent from most HTTP/2 requests',
    help: 'the fact `host` is known for both versions, without a port and in lower case',
  },
  'user-agent': { reason: 'is also the fact `agent`', help: 'write `agent` instead' },
  cookie: {
    reason: 'is divided into several fields by HTTP/2',
    help: '`cookie("…")` reads one cookie from all of them',
  },
}

/** The header field that a word probably stands for, in lower case: `referer` for `http_referrer`; undefined if it is none. */
export function headerNamed(word: string): string | undefined {
  const name = word
    .toLowerCase()
    .replaceAll(/[_.]/g, '-')
    .replace(/^(?:\$?http|req-headers|request-headers|headers|header)-/, '')
  const meant = Object.hasOwn(misspelt, name) ? misspelt[name] : name
  if (meant === undefined) return undefined
  return commonHeaders.includes(meant) || clientFields.has(meant) ? meant : undefined
}

interface Unsuitable {
  readonly kind: 'unsuitable'
  readonly reason: string
  readonly help: string
}

/** What is unusual about a header name in a policy: another spelling is sent, or the field is unsuitable for tests. */
export type HeaderRemark = { readonly kind: 'misspelt'; readonly instead: string } | Unsuitable

/** Returns what is unusual about the name of a header field, given in lower case. */
export function remarkOnHeader(name: string): HeaderRemark | undefined {
  const instead = Object.hasOwn(misspelt, name) ? misspelt[name] : undefined
  if (instead !== undefined) return { kind: 'misspelt', instead }
  const known = Object.hasOwn(unsuitable, name) ? unsuitable[name] : undefined
  if (known !== undefined) return { kind: 'unsuitable', ...known }
  if (clientFields.has(name)) {
    return {
      kind: 'unsuitable',
      reason: 'can be sent by any client',
      help: 'declare `client ip from … trusting …`, and test `ip`',
    }
  }
  if (connectionFields.has(name)) {
    return { kind: 'unsuitable', reason: 'does not exist in HTTP/2', help: 'clients of HTTP/2 never satisfy the test' }
  }
  if (responseFields.has(name)) {
    return { kind: 'unsuitable', reason: 'is a field of responses', help: 'requests of ordinary clients never have it' }
  }
  return name.includes('_') ? remarkOnUnderscore(name) : undefined
}

function remarkOnUnderscore(name: string): HeaderRemark {
  const dashed = name.replaceAll('_', '-').replace(/^http-/, '')
  const isKnown = commonHeaders.includes(dashed) || clientFields.has(dashed) || Object.hasOwn(unsuitable, dashed)
  if (isKnown) return { kind: 'misspelt', instead: dashed }
  return {
    kind: 'unsuitable',
    reason: 'is dropped by nginx and other proxies, because of the `_` in its name',
    help: 'use a name with `-`, or configure the proxy (`underscores_in_headers on`)',
  }
}
