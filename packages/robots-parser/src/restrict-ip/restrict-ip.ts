import { shown, type RobotsNote, type RobotsNoteCode } from '../parse/note.ts'
import { decodeOctets } from '../parse/octets.ts'
import { parseBlockAddress } from './parse-block-address.ts'
import { splitLines, type RawLine } from '../parse/split-lines.ts'

/** The `restrict-ip:` directives of a file. A property is absent where the file has no valid directive for it. */
export interface RestrictIp {
  readonly allowedBots?: RestrictIpList
  readonly badBots?: RestrictIpList
  readonly rateLimit?: RestrictIpNumber
  readonly botPeakRateLimit?: RestrictIpNumber
  readonly blockedIps?: RestrictIpList
  readonly notes: readonly RobotsNote[]
}

/** Entries in the order of the file, none twice. An empty list was written as such (`bad_bot =`) and overrides the default. */
export interface RestrictIpList {
  readonly entries: readonly RestrictIpEntry[]
  /** Line of the first directive for this list. */
  readonly line: number
}

export interface RestrictIpEntry {
  /** Bots: lower case. Addresses: canonical notation, `/length` on networks. */
  readonly value: string
  readonly line: number
}

export interface RestrictIpNumber {
  /** Requests a minute; `off` means that nothing is limited. */
  readonly value: number | 'off'
  readonly line: number
}

type Key = 'allowed_bot' | 'bad_bot' | 'rate_limit' | 'bot_peak_rate_limit' | 'blocked_ip'

const keys: readonly Key[] = ['allowed_bot', 'bad_bot', 'rate_limit', 'bot_peak_rate_limit', 'blocked_ip']
const largestCount = 2 ** 31 - 1

interface Lists {
  readonly entries: Map<string, RestrictIpEntry>
  line: number | undefined
}

interface Reading {
  readonly lists: Readonly<Record<'allowed_bot' | 'bad_bot' | 'blocked_ip', Lists>>
  readonly numbers: Map<Key, RestrictIpNumber>
  readonly notes: RobotsNote[]
}

/**
 * What the `# restrict-ip: key = value` comments of a robots.txt say. Keys: `allowed_bot`, `bad_bot`, `rate_limit`,
 * `bot_peak_rate_limit`, `blocked_ip`; several directives may share a line; lists on several lines are joined; of several
 * numbers the last valid one holds. Whatever is wrong is noted and left out. O(n); never throws.
 */
export function parseRestrictIp(input: string | Uint8Array, options: { readonly maxBytes?: number } = {}): RestrictIp {
  const raw = splitLines(input, options.maxBytes)
  return readRestrictIp(raw.lines, raw.notes)
}

/** The same for lines that were split already. */
export function readRestrictIp(lines: readonly RawLine[], notes: readonly RobotsNote[] = []): RestrictIp {
  const reading: Reading = {
    lists: { allowed_bot: newList(), bad_bot: newList(), blocked_ip: newList() },
    numbers: new Map(),
    notes: [...notes],
  }
  for (const line of lines) {
    if (line.octets.includes('-')) readLine(line, reading)
  }
  const allowedBots = finished(reading.lists.allowed_bot)
  const badBots = finished(reading.lists.bad_bot)
  const blockedIps = finished(reading.lists.blocked_ip)
  const rateLimit = reading.numbers.get('rate_limit')
  const botPeakRateLimit = reading.numbers.get('bot_peak_rate_limit')
  return {
    ...(allowedBots && { allowedBots }),
    ...(badBots && { badBots }),
    ...(rateLimit && { rateLimit }),
    ...(botPeakRateLimit && { botPeakRateLimit }),
    ...(blockedIps && { blockedIps }),
    notes: reading.notes,
  }
}

/**
 * The directives in one line, each the text behind `restrict-ip:`. Every `#` starts a new piece of comment, which ends
 * the value before it, so `rate_limit = 200 # was 100` holds 200 and directives may stand in a row.
 */
function restrictIpDirectives(text: string): readonly string[] {
  const directives: string[] = []
  for (const piece of text.split('#').slice(1)) {
    const match = /^\s*restrict-ip\s*:/i.exec(piece)
    if (match !== null) directives.push(piece.slice(match[0].length).trim())
  }
  return directives
}

function readLine(line: RawLine, reading: Reading): void {
  const text = decodeOctets(line.octets)
  if (/^\s*restrict-ip\s*:/i.test(text)) {
    note(reading, line, 'directive-ignored', 'a `restrict-ip:` directive is a comment: put `#` in front of it')
  }
  for (const directive of restrictIpDirectives(text)) readDirective(directive, line, reading)
}

function readDirective(directive: string, line: RawLine, reading: Reading): void {
  const equals = directive.indexOf('=')
  if (equals < 0) {
    note(
      reading,
      line,
      'directive-ignored',
      `expected \`key = value\` behind \`restrict-ip:\`, found ${shown(directive)}`,
    )
    return
  }
  const written = directive.slice(0, equals).trim().toLowerCase()
  const value = directive.slice(equals + 1).trim()
  const key = keys.find((known) => known === written)
  switch (key) {
    case 'allowed_bot':
    case 'bad_bot':
      return readBots(reading.lists[key], value, line, reading)
    case 'blocked_ip':
      return readAddresses(reading.lists[key], value, line, reading)
    case 'rate_limit':
    case 'bot_peak_rate_limit':
      return readNumber(key, value, line, reading)
    case undefined:
      return note(reading, line, 'directive-ignored', unknownKey(written))
  }
}

function unknownKey(written: string): string {
  if (written === 'cache_ttl') return '`cache_ttl` is no longer a directive: changes take effect at once'
  const meant = keys.find((key) => key === written.replaceAll(/[-\s]/g, '_') || `${key}s` === written)
  const hint = meant === undefined ? `known are ${keys.join(', ')}` : `did you mean \`${meant}\`?`
  return `unknown directive ${shown(written)}: ${hint}`
}

function readBots(list: Lists, value: string, line: RawLine, reading: Reading): void {
  list.line ??= line.number
  for (const part of value.split(',')) {
    const token = part.trim().toLowerCase()
    // WHY: an empty token would be part of every User-Agent.
    if (token === '') continue
    if (!list.entries.has(token)) list.entries.set(token, { value: token, line: line.number })
    if (token.length === 1) {
      note(
        reading,
        line,
        'line-suspicious',
        `the one-character token ${shown(token)} is part of nearly every User-Agent`,
      )
    }
  }
}

function readAddresses(list: Lists, value: string, line: RawLine, reading: Reading): void {
  list.line ??= line.number
  for (const part of value.split(',')) {
    const text = part.trim()
    if (text === '') continue
    const address = parseBlockAddress(text)
    if (address.kind === 'invalid') {
      note(reading, line, 'value-invalid', `${shown(text)} is left out of \`blocked_ip\`: ${address.reason}`)
      continue
    }
    if (address.hostBits) note(reading, line, 'line-suspicious', `${shown(text)} is read as \`${address.text}\``)
    if (!list.entries.has(address.text)) list.entries.set(address.text, { value: address.text, line: line.number })
  }
}

function readNumber(key: Key, value: string, line: RawLine, reading: Reading): void {
  const number = value.toLowerCase() === 'off' ? 'off' : /^\d{1,10}$/.test(value) ? Number(value) : undefined
  if (number === undefined || (number !== 'off' && (number < 1 || number > largestCount))) {
    const why =
      number === 0
        ? 'it would refuse everybody (`off` lifts the limit)'
        : `expected a whole number from 1 to ${largestCount}`
    note(reading, line, 'value-invalid', `\`${key} = ${shown(value).slice(1)} is ignored: ${why}`)
    return
  }
  const earlier = reading.numbers.get(key)
  if (earlier !== undefined) {
    note(reading, line, 'line-suspicious', `\`${key}\` stands in line ${earlier.line} already; this later one holds`)
  }
  reading.numbers.set(key, { value: number, line: line.number })
}

function newList(): Lists {
  return { entries: new Map(), line: undefined }
}

function finished(list: Lists): RestrictIpList | undefined {
  return list.line === undefined ? undefined : { entries: [...list.entries.values()], line: list.line }
}

function note(reading: Reading, line: RawLine, code: RobotsNoteCode, message: string): void {
  reading.notes.push({ code, severity: 'warning', line: line.number, message })
}
