import { parseIp, readHost } from '@tidegate/values'
import { isAtEnd, isAtStart, never, type TextFault, type TextPart, unlikely } from './text-fault.ts'

/** Maximum length of a text that can be part of a bracketed IPv6 address. */
const maxLiteralLength = 41

/**
 * Returns why no request has a host with this text, as `readHost` reads hosts: in lower case, in ASCII, without a port and without
 * a final dot. O(length).
 */
export function faultOfHost(text: string, part: TextPart): TextFault | undefined {
  if (isPossible(text, part)) {
    // WHY: only the brackets of an IPv6 address contain a colon, and the port is probably intended.
    if (part === 'middle' && /^[^[\]]*:\d+$/.test(text)) return unlikely(withoutPort, helpWithoutPort(text))
    return undefined
  }
  if (text === '') return never('the `host` of a request without one is absent', { help: 'write `host is absent`' })
  if (text.includes('*')) return faultOfWildcard(text)
  if (part === 'whole' && text.startsWith('.')) {
    return never('a host does not begin with a dot', {
      help: `write \`host ends with "${text}"\` for the names below \`${text.slice(1)}\``,
    })
  }
  return never(reasonOf(text), { instead: meantBy(text, part) })
}

const withoutPort = 'a host has no port'

function helpWithoutPort(text: string): { readonly help: string } {
  const name = text.replace(/:\d+$/, '')
  return { help: name === '' ? 'ports cannot be tested' : `write \`host contains "${name}"\`` }
}

function reasonOf(text: string): string {
  if (/[^\0-\x7f]/.test(text)) return 'requests carry hosts in ASCII (`xn--…`), and others are refused'
  if (/[/@?#]/.test(text)) return 'a host is a name or an address, without scheme, user and path'
  if (/[\s,]/.test(text)) return 'a host contains no blanks and no commas'
  if (/(?:^|\.)(?:\d+|0x[\da-f]*)\.?(?::\d*)?$/i.test(text)) return inFull
  return 'a host is in lower case, without a port and without a final dot'
}

const inFull =
  'requests in which a host is a number, or ends with one, are refused, except for IPv4 addresses of four decimal numbers'

function faultOfWildcard(text: string): TextFault {
  const domain = /^\*(\.[^*]+)$/.exec(text)?.[1]?.toLowerCase()
  const help =
    domain !== undefined && isPossible(domain, 'end')
      ? `write \`host ends with "${domain}"\``
      : 'write `host starts with`, `host ends with` or `host contains`'
  return never('a host contains no `*`, and strings have no wildcards', { help })
}

/** Returns the host, or the part of one, that a text probably stands for. */
function meantBy(text: string, part: TextPart): string | undefined {
  let meant = text.trim()
  if (isAtStart(part)) meant = meant.replace(/^[a-z][a-z\d+.-]*:\/\//i, '')
  if (isAtEnd(part) && !meant.startsWith('/')) meant = meant.replace(/[/?#].*$/s, '')
  meant = toAscii(meant, part) ?? meant.toLowerCase()
  if (isAtEnd(part)) meant = meant.replace(/:\d*$/, '').replace(/\.$/, '')
  if (part === 'whole') meant = literalOf(text.trim()) ?? canonicalOf(meant) ?? addressOf(meant) ?? meant
  return meant !== '' && meant !== text && isPossible(meant, part) ? meant : undefined
}

/** An address without brackets, which a request writes in brackets. */
function literalOf(text: string): string | undefined {
  return parseIp(text)?.family === 6 ? canonicalOf(`[${text}]`) : undefined
}

/** The IPv4 address for which browsers and `new URL()` take a name whose last label is a number: `127.1` is 127.0.0.1. */
function addressOf(name: string): string | undefined {
  if (!/^[\da-fx.]+$/.test(name)) return undefined
  try {
    const { hostname } = new URL(`http://${name}/`)
    return parseIp(hostname)?.family === 4 ? hostname : undefined
  } catch {
    return undefined
  }
}

function canonicalOf(text: string): string | undefined {
  const reading = readHost(text)
  return reading.kind === 'host' ? reading.host : undefined
}

/** Returns the Punycode form (UTS 46) of text outside ASCII, if it consists of whole labels. */
function toAscii(text: string, part: TextPart): string | undefined {
  if (!/[^\0-\x7f]/.test(text)) return undefined
  const isWhole = (isAtStart(part) || text.startsWith('.')) && (isAtEnd(part) || text.endsWith('.'))
  if (!isWhole || /[\s/@?#\\%[\]]/.test(text)) return undefined
  const [before, after] = [text.startsWith('.') ? 'a' : '', text.endsWith('.') ? 'a' : '']
  const port = /:\d*$/.exec(text)?.[0] ?? ''
  try {
    // WHY: the URL parser is the only implementation of UTS 46 that both Node and browsers provide.
    const { hostname } = new URL(`http://${before}${text.slice(0, text.length - port.length)}${after}/`)
    return hostname.slice(before.length, hostname.length - after.length)
  } catch {
    return undefined
  }
}

/** Whether some host has the text in that part. Exact for names and IPv4 addresses; for IPv6 addresses, all usual forms are tried. */
function isPossible(text: string, part: TextPart): boolean {
  const mayBeLiteral = /[[\]:]/.test(text) && text.length <= maxLiteralLength && part !== 'whole'
  const starts = isAtStart(part) ? [''] : mayBeLiteral ? literalStarts : isAtEnd(part) ? nameStarts : nameParts
  const ends = isAtEnd(part) ? [''] : mayBeLiteral ? literalEnds : nameParts
  return starts.some((start) => ends.some((end) => canonicalOf(start + text + end) === start + text + end))
}

// WHY: not a hexadecimal digit, with which `0x` would be a number.
const nameParts: readonly string[] = ['', 'g']

/** What may come before the end of a name, or of an IPv4 address. */
const nameStarts: readonly string[] = [
  ...nameParts,
  ...['', '1.', '1.1.', '1.1.1.'].flatMap((some) => [some, `${some}1`]),
]

const groups: readonly string[] = Array.from({ length: 8 }, (_, count) => '1:'.repeat(count))

const literalStarts: readonly string[] = ['', ...groups.flatMap((some) => [`[${some}`, `[${some}1`, `[${some}:`])]

const literalEnds: readonly string[] = [
  '',
  ...groups
    .map((some) => some.split('').toReversed().join(''))
    .flatMap((some) => [`${some}]`, `1${some}]`, `:${some}]`]),
  '::]',
]
