import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import process from 'node:process'
import { formatIp, type IpAddress, ipv6, networkOf, parseIp } from '@tidegate/values'
import { createKeyedHash } from './keyed-hash.ts'

/** How a value is written: as it is, as a keyed hash that is equal for equal values, or as `***`. */
export type Treatment = 'whole' | 'hash' | 'mask'

/** The treatments, in the order in which messages name them. */
export const treatments: readonly Treatment[] = ['whole', 'hash', 'mask']

/** What a log hides. */
export interface PrivacyOptions {
  /**
   * `whole` (default); `cut` to the network, `/24` for IPv4 and `/56` for IPv6, or to other lengths, such as `/16,/48`; or `hash`: a keyed hash in the form
   * of an IPv6 address (`fd…`), equal for the addresses of one client, so that limits per address still group.
   */
  readonly addresses?: string
  /** Ids of users. Default `whole`. */
  readonly users?: Treatment
  /** Header fields by name. Default: `hash` for those whose names say that they are secrets, such as `authorization`; otherwise `whole`. */
  readonly headers?: Readonly<Record<string, Treatment>>
  /** Cookies by name. Default `hash` for every cookie. */
  readonly cookies?: Readonly<Record<string, Treatment>>
  /** Query parameters by name. Default: as for header fields. */
  readonly queries?: Readonly<Record<string, Treatment>>
  /**
   * The key of hashes, at least 16 bytes. Default: a random one, so that hashes of different processes differ.
   */
  readonly key?: string | Uint8Array
}

/** Hides values of requests. */
export interface Privacy {
  readonly ip: (ip: IpAddress) => string
  readonly user: (user: string) => string
  readonly header: (name: string, value: string) => string
  /** The value of a cookie or a query parameter. */
  readonly named: (kind: 'cookie' | 'query', name: string, value: string) => string
  /** The pairs of a Cookie field that are named, with their values treated; undefined if there are none. */
  readonly cookies: (line: string, names: ReadonlySet<string>) => string | undefined
  /** A request target with its query parameters treated. */
  readonly target: (target: string) => string
  /** The lengths of networks that addresses are cut to, `hash`, or undefined if they are whole. */
  readonly addresses: readonly [number, number] | 'hash' | undefined
  readonly areUsersHidden: boolean
  readonly treatmentOf: (kind: 'header' | 'cookie' | 'query', name: string) => Treatment
}

/** The environment variable with the key of hashes. */
export const keyVariable = 'TIDEGATE_DECISION_LOG_KEY'

/** The key of hashes: the contents of a file, or else of the environment variable; nothing if there is neither. Throws the error of the system. */
export function keyOf(file: string | undefined): Pick<PrivacyOptions, 'key'> {
  const key = file === undefined ? process.env[keyVariable] : readFileSync(file, 'utf8').trim()
  return key === undefined || (key === '' && file === undefined) ? {} : { key }
}

const masked = '***'
const minKeyBytes = 16
const maxKnown = 10_000
const maxKnownLength = 256

/** Creates what hides values. Throws a `TypeError` for invalid lengths of networks and for a key that is too short. */
export function createPrivacy(options: PrivacyOptions): Privacy {
  const { users = 'whole', headers = {}, cookies = {}, queries = {} } = options
  const key = options.key === undefined ? randomBytes(32) : Buffer.from(options.key)
  if (key.length < minKeyBytes) throw new TypeError(`the key of hashes must have at least ${minKeyBytes} bytes`)
  const keyed = createKeyedHash(key)
  const addresses = readAddresses(options.addresses ?? 'whole')
  const named = {
    header: lowerNames(headers),
    cookie: new Map(Object.entries(cookies)),
    query: new Map(Object.entries(queries)),
  }

  const known = new Map<string, string>()

  // WHY the kind: the same value of a user and of a cookie must not have one hash.
  function hashOf(kind: string, value: string, shown: (digest: Buffer) => string): string {
    const text = `${kind}\0${value}`
    const before = known.get(text)
    if (before !== undefined) return before
    const hash = shown(keyed(text))
    // WHY: most requests come from clients that have come before, and a hash takes longer than a decision.
    if (text.length <= maxKnownLength) {
      if (known.size >= maxKnown) known.clear()
      known.set(text, hash)
    }
    return hash
  }

  function treat(treatment: Treatment, kind: string, value: string): string {
    switch (treatment) {
      case 'whole':
        return value
      case 'hash':
        return hashOf(kind, value, (digest) => `hmac-${digest.toString('base64url').slice(0, 16)}`)
      case 'mask':
        return masked
    }
  }

  function treatmentOf(kind: 'header' | 'cookie' | 'query', name: string): Treatment {
    return named[kind].get(name) ?? (kind === 'cookie' || isSecret(kind, name) ? 'hash' : 'whole')
  }

  function hashedIp(ip: IpAddress): string {
    // WHY the network of IPv6: a client has all its addresses, and limits group them by it.
    return hashOf('ip', formatIp(networkOf(ip, 32, 64)), localAddress)
  }

  function headerValue(name: string, value: string): string {
    const treatment = treatmentOf('header', name)
    if (treatment === 'whole' && addresses !== undefined && addressFields.has(name)) return hiddenAddresses(value)
    return treat(treatment, `header ${name}`, value)
  }

  function ipText(ip: IpAddress): string {
    if (addresses === undefined) return formatIp(ip)
    return addresses === 'hash' ? hashedIp(ip) : formatIp(networkOf(ip, ...addresses))
  }

  function hiddenAddresses(list: string): string {
    return list
      .split(',')
      .map((hop) => {
        const ip = parseIp(hop.trim())
        return ip === undefined ? masked : ipText(ip)
      })
      .join(', ')
  }

  return {
    ip: ipText,
    user: (user) => treat(users, 'user', user),
    header: headerValue,
    named: (kind, name, value) => treat(treatmentOf(kind, name), `${kind} ${name}`, value),
    cookies: (line, names) => {
      const pairs = line.split(';').flatMap((pair) => {
        const equals = pair.indexOf('=')
        const name = (equals < 0 ? pair : pair.slice(0, equals)).trim()
        if (!names.has(name)) return []
        return equals < 0
          ? [name]
          : [`${name}=${treat(treatmentOf('cookie', name), `cookie ${name}`, pair.slice(equals + 1).trim())}`]
      })
      return pairs.length === 0 ? undefined : pairs.join('; ')
    },
    target: (target) => {
      const query = target.indexOf('?')
      const path = query < 0 ? target : target.slice(0, query)
      const start = path.includes('@') ? path.replace(/^([^/]*:)?\/\/[^/]*@/, `$1//${masked}@`) : path
      if (query < 0) return start
      const parts = target.slice(query + 1).split(/([&;])/)
      return `${start}?${parts.map((part) => parameter(part)).join('')}`
    },
    addresses,
    areUsersHidden: users !== 'whole',
    treatmentOf,
  }

  function parameter(part: string): string {
    const equals = part.indexOf('=')
    if (equals < 0) return part
    const name = part.slice(0, equals)
    const decoded = decodeName(name)
    const treatment = treatmentOf('query', decoded)
    return treatment === 'whole' ? part : `${name}=${treat(treatment, `query ${decoded}`, part.slice(equals + 1))}`
  }
}

/** A local address (RFC 4193) whose bits up to /64 are a hash. */
function localAddress(digest: Buffer): string {
  return formatIp(ipv6(((0xfd << 24) | (digest.readUInt32BE(0) & 0xff_ffff)) >>> 0, digest.readUInt32BE(4), 0, 0))
}

function lowerNames(treated: Readonly<Record<string, Treatment>>): ReadonlyMap<string, Treatment> {
  return new Map(Object.entries(treated).map(([name, treatment]) => [name.toLowerCase(), treatment]))
}

function decodeName(name: string): string {
  try {
    return decodeURIComponent(name.replaceAll('+', ' '))
  } catch {
    return name
  }
}

/** Fields in which proxies name addresses, as far as policies read them. */
const addressFields: ReadonlySet<string> = new Set([
  'x-forwarded-for',
  'forwarded',
  'x-real-ip',
  'true-client-ip',
  'cf-connecting-ip',
  'fastly-client-ip',
  'x-client-ip',
  'x-cluster-client-ip',
  'via',
])

const secretWords =
  /(?:authori[sz]ation|api[-_]?key|access[-_]?key|token|secret|passw(?:or)?d|signature|session|credential|jwt|cookie)/i
const secretQueries: ReadonlySet<string> = new Set(['key', 'sig', 'auth', 'code', 'pwd', 'pass', 'sid'])

function isSecret(kind: 'header' | 'query', name: string): boolean {
  return secretWords.test(name) || (kind === 'query' && secretQueries.has(name.toLowerCase()))
}

/** Reads `whole`, `cut`, `hash`, or two lengths of networks such as `/24,/56`. Throws a `TypeError` for anything else. */
export function readAddresses(text: string): Privacy['addresses'] {
  switch (text) {
    case 'whole':
      return undefined
    case 'cut':
      return [24, 56]
    case 'hash':
      return 'hash'
  }
  const [, v4, v6] = /^\/(\d{1,2}), ?\/(\d{1,3})$/.exec(text) ?? []
  if (v4 === undefined || v6 === undefined || Number(v4) > 32 || Number(v6) > 128)
    throw new TypeError('must be `whole`, `cut`, `hash`, or two lengths such as `/24,/56`')
  return [Number(v4), Number(v6)]
}
