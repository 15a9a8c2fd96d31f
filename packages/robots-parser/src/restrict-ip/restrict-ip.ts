import { shown, type RobotsNote, type RobotsNoteCode } from '../parse/note.ts'
import { decodeOctets } from '../parse/octets.ts'
import { parseBlockAddress } from './parse-block-address.ts'
import { splitLines, type RawLine } from '../parse/split-lines.ts'

/** The `restrict-ip:` directives of a file. A property is absent if the file has no valid directive for it. */
export interface RestrictIp {
  readonly allowedBots?: RestrictIpList
  readonly badBots?: RestrictIpList
  readonly rateLimit?: RestrictIpNumber
  readonly botPeakRateLimit?: RestrictIpNumber
  readonly blockedIps?: RestrictIpList
  readonly notes: readonly RobotsNote[]
}

/**
 * Entries in the order of the file, without duplicates. An empty list was written explicitly (`bad_bot =`) and overrides the
 * default.
 */
export interface RestrictIpList {
  readonly entries: readonly RestrictIpEntry[]
  /** The line of the first directive for this list. */
  readonly line: number
}

/** An address or a bot in a `restrict-ip` directive. */
export interface RestrictIpEntry {
  /** Bots: lower case. Addresses: canonical notation, with `/length` for networks. */
  readonly value: string
  readonly line: number
}

/** A number in a `restrict-ip` directive. */
export interface RestrictIpNumber {
  /** Requests per minute; `off` means that there is no limit. */
  readonly value: number | 'off'
  readonly line: number
}

type Key = 'allowed_bot' | 'bad_bot' | 'rate_limit' | 'bot_peak_rate_limit' | 'blocked_ip'

const keys: readonly Key[] = ['allowed_bot', 'bad_bot', 'rate_limit', 'bot_peak_rate_limit', 'blocked_ip']
const maxCount = 2 ** 31 - 1

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
 * Parses the `# restrict-ip: key = value` comments of a robots.txt. Keys: `allowed_bot`, `bad_bot`, `rate_limit`,
 * `bot_peak_rate_limit`, `blocked_ip`. Several directives may share a line; lists on several lines are joined; of several numbers
 * the last valid one is used. Errors are noted and skipped. O(n); never throws.
 */
export function parseRestrictIp(input: string | Uint8Array, options: { readonly maxBytes?: number } = {}): RestrictIp {
  const raw = splitLines(input, options.maxBytes)
  return readRestrictIp(raw.lines, raw.notes)
}

/** Does the same for lines that are already split. */
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
 * Returns the directives in one line: the text after each `restrict-ip:`. Every `#` starts a new piece of comment, which ends the
 * value before it, so `rate_limit = 200 # was 100` is 200, and one line may have several directives.
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
    note(reading, line, 'directive-ignored', 'a `restrict-ip:` directive must be a comment: put `#` before it')
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
      `expected \`key = value\` after \`restrict-ip:\`, found ${shown(directive)}`,
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
  if (written === 'cache_ttl') return '`cache_ttl` is no longer a directive: changes take effect immediately'
  const intended = keys.find((key) => key === written.replaceAll(/[-\s]/g, '_') || `${key}s` === written)
  const hint = intended === undefined ? `use one of ${keys.join(', ')}` : `did you mean \`${intended}\`?`
  return `unknown directive ${shown(written)}: ${hint}`
}

function readBots(list: Lists, value: string, line: RawLine, reading: Reading): void {
  list.line ??= line.number
  for (const part of value.split(',')) {
    const token = part.trim().toLowerCase()
    // WHY: every User-Agent contains an empty token.
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
      note(reading, line, 'value-invalid', `${shown(text)} is skipped in \`blocked_ip\`: ${address.reason}`)
      continue
    }
    if (address.hostBits) note(reading, line, 'line-suspicious', `${shown(text)} is read as \`${address.text}\``)
    if (!list.entries.has(address.text)) list.entries.set(address.text, { value: address.text, line: line.number })
  }
}

function readNumber(key: Key, value: string, line: RawLine, reading: Reading): void {
  const number = value.toLowerCase() === 'off' ? 'off' : /^\d{1,10}$/.test(value) ? Number(value) : undefined
  if (number === undefined || (number !== 'off' && (number < 1 || number > maxCount))) {
    const why =
      number === 0
        ? 'it would refuse all clients (`off` removes the limit)'
        : `expected a whole number from 1 to ${maxCount}`
    note(reading, line, 'value-invalid', `\`${key} = ${shown(value).slice(1)} is ignored: ${why}`)
    return
  }
  const earlier = reading.numbers.get(key)
  if (earlier !== undefined) {
    note(reading, line, 'line-suspicious', `\`${key}\` is already in line ${earlier.line}; this later one is used`)
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
