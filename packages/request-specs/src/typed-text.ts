import { domainToASCII } from 'node:url'

/** The parts of a request that are sent. */
interface SentParts {
  readonly path?: string
  readonly host?: string
  readonly agent?: string
  readonly headers?: Readonly<Record<string, readonly string[]>>
}

/**
 * Returns the request that browsers and curl send for one that a person has typed: text is UTF-8. In paths and queries every octet outside
 * ASCII is percent-encoded, field values are sent octet by octet (one character per octet, as Node represents them), and names of hosts get
 * their ASCII form. ASCII characters stay as they are written, so that tests can contain what only hostile clients send. `user` and `facts`
 * are values of the application, which are not sent.
 *
 * WHY: called once by every reader of typed text, and never for text that already consists of octets, such as lines of logs.
 */
export function typedRequest<Request extends SentParts>(typed: Request): Request {
  const { path, host, agent, headers } = typed
  return {
    ...typed,
    ...(path !== undefined && { path: typedTarget(path) }),
    ...(host !== undefined && { host: typedHost(host) }),
    ...(agent !== undefined && { agent: typedValue(agent) }),
    ...(headers !== undefined && { headers: typedHeaders(headers) }),
  }
}

/** Returns a typed field value as octets. */
export function typedValue(text: string): string {
  return isAscii(text) ? text : Buffer.from(text, 'utf8').toString('latin1')
}

/** Returns the text that `typedValue` turns into these octets; octets that are not UTF-8 are returned as they are. */
export function readableValue(octets: string): string {
  if (isAscii(octets) || /[^\0-\u{ff}]/u.test(octets)) return octets
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      Uint8Array.from(octets, (octet) => octet.charCodeAt(0)),
    )
  } catch {
    return octets
  }
}

/** Percent-encodes what is outside ASCII. Unpaired surrogates become U+FFFD, as in browsers. */
function typedTarget(text: string): string {
  return isAscii(text) ? text : text.toWellFormed().replaceAll(/\P{ASCII}+/gu, encodeURIComponent)
}

/** Returns the ASCII form of a typed host name, with its port if there is one. A name that is not valid is kept, as octets. */
export function typedHost(text: string): string {
  if (isAscii(text)) return text
  const [, name = '', port = ''] = /^(.*?)(:\d*)?$/s.exec(text) ?? []
  const ascii = domainToASCII(name)
  return ascii === '' ? typedValue(text) : `${ascii}${port}`
}

function typedHeaders(headers: NonNullable<SentParts['headers']>): NonNullable<SentParts['headers']> {
  return Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, values.map(typedValue)]))
}

function isAscii(text: string): boolean {
  return /^\p{ASCII}*$/u.test(text)
}
