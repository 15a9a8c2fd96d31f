import { formatIp } from '../ip/format-ip.ts'
import { parseIp } from '../ip/parse-ip.ts'

/** A host name, or the reason why it is malformed. Kind `none`: the authority is empty, as RFC 9110 §7.2 allows. */
export type HostReading =
  | { readonly kind: 'host'; readonly host: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'malformed'; readonly detail: string }

// RFC 1035 §2.3.4: 253 characters, plus the final dot and a port.
const maxAuthorityLength = 260

/** Matches names that are already canonical, as nearly all clients send them. */
const ordinary = /^(?:[a-z0-9_-]+\.)*[a-z0-9_-]+$/

/**
 * The host of an authority (`host [ ":" port ]`, a Host field or `:authority`) in lower case, without port and final dot. IPv6 literals keep
 * their brackets, in the notation of RFC 5952. User information, escapes, commas, empty labels and all characters except letters, digits,
 * `-`, `_` and `.` are malformed. Never throws.
 */
export function readHost(authority: string): HostReading {
  if (authority === '') return { kind: 'none' }
  if (authority.length > maxAuthorityLength) return malformed('a host that is too long')
  if (ordinary.test(authority)) return found(authority)
  if (authority.charCodeAt(0) === 91) return readLiteral(authority)
  let upper = false
  let labelAt = 0
  let i = 0
  for (; i < authority.length; i++) {
    const code = authority.charCodeAt(i)
    if (code === 46) {
      if (i === labelAt) return malformed('an empty label')
      labelAt = i + 1
    } else if (code === 58) break
    else if (code >= 65 && code <= 90) upper = true
    else if (!isNameCharacter(code)) return malformed('a character that is invalid in a host name')
  }
  if (!isPort(authority, i)) return malformed('a malformed port')
  const end = labelAt === i ? i - 1 : i
  if (end <= 0) return malformed('a port without a host')
  const host = end === authority.length ? authority : authority.slice(0, end)
  return found(upper ? host.toLowerCase() : host)
}

/** Matches names that WHATWG URLs read as IPv4 addresses: those whose last label is a number. */
const numeric = /(?:^|\.)(?:\d+|0x[\da-f]*)$/

/** WHY: `new URL('http://127.1/').hostname` is `127.0.0.1`, while other readers take `127.1` as a name. */
function found(host: string): HostReading {
  if (numeric.test(host) && parseIp(host) === undefined) return malformed('an IPv4 address in an unusual notation')
  return { kind: 'host', host }
}

function readLiteral(authority: string): HostReading {
  const close = authority.indexOf(']')
  if (close < 0 || !isPort(authority, close + 1)) return malformed('a malformed IPv6 literal')
  const literal = authority.slice(1, close)
  const ip = literal.includes(':') ? parseIp(literal) : undefined
  if (ip === undefined) return malformed('a malformed IPv6 literal')
  return { kind: 'host', host: ip.family === 4 ? formatIp(ip) : `[${formatIp(ip)}]` }
}

/** Whether `authority` from `at` on is empty, or a colon and a port that may be empty (RFC 3986 §3.2.3). */
function isPort(authority: string, at: number): boolean {
  if (at === authority.length) return true
  if (authority.charCodeAt(at) !== 58) return false
  let port = 0
  for (let i = at + 1; i < authority.length; i++) {
    const digit = authority.charCodeAt(i) - 48
    if (digit < 0 || digit > 9) return false
    port = port * 10 + digit
    if (port > 65_535) return false
  }
  return true
}

function isNameCharacter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || code === 45 || code === 95
}

function malformed(detail: string): HostReading {
  return { kind: 'malformed', detail }
}
