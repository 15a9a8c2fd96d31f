import { type IpAddress, ipv4, parseIp } from '@tidegate/values'
import { decodeOctets } from '../decode-octets.ts'
import type { LogChunk } from '../log-chunk.ts'
import { type LogRecord, noHeaders } from '../log-record.ts'
import type { LoggedChange, LoggedDecision, LoggedEvent, LoggedPolicy, LoggedResult } from '../logged-event.ts'
import { chunkOf } from '../log-chunk.ts'
import { blank, type Fault, isBlankLine, type LineReader, type LogFormat } from './line-reader.ts'

/**
 * Returns the format of Tidegate's own decision log. WHY all its readers share the offsets of clocks: the lines of one gate are in several files after
 * a rotation, and their order must not change.
 */
export function decisionFormat(): LogFormat {
  const offsets: Offsets = new Map()
  return {
    name: 'tidegate',
    open: (headers) => createDecisionReader(headers, offsets),
    headers: undefined,
    hasUser: true,
  }
}

/** The time of a gate's clock at 0, in milliseconds since 1970, by its id. */
type Offsets = Map<string, number>

/** How many gates are remembered: each line of a gate that was forgotten begins its clock anew. */
const maxGates = 1_000

const notADecision: Fault = 'no line of a decision log'
const wrongValue: Fault = 'a line of a decision log in which a value is missing or of the wrong type'

/**
 * Creates a reader of decision logs. WHY the times of lines follow the clock of the counters: the wall clock may be set back, and the order in which
 * limits counted must not change.
 */
function createDecisionReader(wanted: ReadonlySet<string>, offsets: Offsets): LineReader {
  let chunk: LogChunk = chunkOf('')

  function timeOf({
    gate,
    atMs,
    clockMs,
  }: {
    readonly gate: string
    readonly atMs: number
    readonly clockMs: number
  }): number {
    let offset = offsets.get(gate)
    if (offset === undefined) {
      offset = atMs - clockMs
      if (offsets.size >= maxGates) offsets.delete(offsets.keys().next().value!)
      offsets.set(gate, offset)
    }
    return clockMs + offset
  }

  /** WHY: the clock in a line about a policy is that of the last decision, and 0 before the first. */
  function timeOfEvent(event: LoggedEvent, line: Line): number {
    switch (event.kind) {
      case 'decision':
      case 'settled':
      case 'operator':
        return timeOf(event)
      case 'policy': {
        const offset = event.clockMs === 0 ? undefined : offsets.get(event.gate)
        return offset === undefined ? event.atMs : event.clockMs + offset
      }
      case 'gap':
        return timestampOf(line)
    }
  }

  function put(record: LogRecord, event: LoggedEvent): void {
    record.logged = event
    record.forwarded = undefined
    record.user = undefined
    record.method = ''
    record.target = ''
    record.status = 0
    record.host = undefined
    record.agent = undefined
    record.headers = noHeaders
    record.ip = nowhere
  }

  function read(start: number, end: number, record: LogRecord): Fault | typeof blank | undefined {
    if (isBlankLine(chunk.bytes, start, end)) return blank
    // WHY: most logs are in another format, which must not cost an exception for each line.
    if (chunk.bytes[start] !== openingBrace) return notADecision
    const line = parsed(decodeOctets(chunk.text.slice(start, end)))
    if (line === undefined) return notADecision
    const { type } = line
    if (type === undefined) return readDecision(line, record)
    if (!isOneOf(otherTypes, type)) return notADecision
    const event = eventOf(type, line)
    if (event === undefined) return wrongValue
    put(record, event)
    record.timeMs = timeOfEvent(event, line)
    return Number.isNaN(record.timeMs) ? wrongValue : undefined
  }

  function readDecision(line: Line, record: LogRecord): Fault | undefined {
    const { decision_id: id, input, result } = line
    if (!isLine(input) || !isLine(result) || typeof id !== 'string') return notADecision
    const decision = decisionOf(id, line, input, result)
    if (decision === undefined) return wrongValue
    const { method, target } = input
    if (typeof method !== 'string' || typeof target !== 'string') return wrongValue
    put(record, decision)
    record.timeMs = timeOf(decision)
    record.ip = decision.client ?? decision.peer ?? nowhere
    record.user = decision.user
    record.method = method
    record.target = target
    const { outcome, enforced, status } = decision.result
    record.status = outcome !== 'pass' && enforced ? status : 0
    setFields(record, decision.headers)
    return undefined
  }

  function setFields(record: LogRecord, headers: readonly string[]): void {
    let others: string[] | undefined
    for (let at = 0; at < headers.length; at += 2) {
      const name = headers[at]!
      const value = headers[at + 1]!
      if (name === 'host' || name === ':authority') record.host ??= value
      else if (name === 'user-agent') record.agent ??= value
      else if (wanted.has(name)) (others ??= []).push(name, value)
    }
    if (others !== undefined) record.headers = others
  }

  return {
    turnTo: (next) => {
      chunk = next
    },
    read,
  }
}

const openingBrace = 123
const nowhere: IpAddress = ipv4(0)

type Line = Readonly<Record<string, unknown>>

function parsed(text: string): Line | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isLine(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isLine(value: unknown): value is Line {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function timestampOf({ timestamp }: Line): number {
  return typeof timestamp === 'string' ? Date.parse(timestamp) : Number.NaN
}

function placeOf(line: Line): { readonly gate: string; readonly atMs: number; readonly clockMs: number } | undefined {
  const { gate, clock_ms: clockMs } = line
  const atMs = timestampOf(line)
  return typeof gate === 'string' && typeof clockMs === 'number' && Number.isFinite(clockMs) && !Number.isNaN(atMs)
    ? { gate, atMs, clockMs }
    : undefined
}

function eventOf(type: (typeof otherTypes)[number], line: Line): LoggedEvent | undefined {
  if (type === 'gap') return typeof line['count'] === 'number' ? { kind: 'gap', count: line['count'] } : undefined
  const place = placeOf(line)
  if (place === undefined) return undefined
  if (type === 'settled') {
    const { decision_id: id, status } = line
    if (typeof id !== 'string' || (status !== undefined && typeof status !== 'number')) return undefined
    return { kind: 'settled', ...place, id, status }
  }
  if (type === 'operator') return changeOf(place, line)
  const { event, policy, reads, counters, sample, additions } = line
  if (!isOneOf(policyEvents, event) || !isLine(policy) || typeof policy['revision'] !== 'string') return undefined
  const headers = isLine(reads) ? textsOf(reads['headers']) : []
  const cookies = isLine(reads) ? textsOf(reads['cookies']) : []
  return {
    kind: 'policy',
    ...place,
    event,
    fingerprint: policy['revision'],
    headers: ['host', 'user-agent', ...headers, ...(cookies.length > 0 ? ['cookie'] : [])],
    facts: isLine(reads) ? textsOf(reads['facts']) : [],
    sample: { pass: shareOf(sample, 'pass'), block: shareOf(sample, 'block'), limit: shareOf(sample, 'limit') },
    additions: additionsOf(additions),
    hasStore: counters === 'store',
  }
}

function additionsOf(value: unknown): LoggedPolicy['additions'] {
  if (!Array.isArray(value)) return []
  return value.flatMap((each: unknown) => {
    const { file, text } = isLine(each) ? each : {}
    return typeof file === 'string' && typeof text === 'string' ? [{ file, text }] : []
  })
}

function changeOf(place: NonNullable<ReturnType<typeof placeOf>>, line: Line): LoggedChange | undefined {
  const { action, subject, for_ms: forMs = 0, masked } = line
  if (!isOneOf(changes, action) || !isLine(subject) || typeof forMs !== 'number' || !(forMs >= 0)) return undefined
  const { client_ip: ip, user, key, limit } = subject
  if (addressOf(ip) === 'invalid') return undefined
  const parts = isLine(key) ? Object.entries(key) : []
  return {
    kind: 'operator',
    ...place,
    action,
    subject: {
      ...(typeof ip === 'string' && { ip }),
      ...(typeof user === 'string' && { user }),
      ...(typeof limit === 'string' && { limit }),
      key: Object.fromEntries(parts.flatMap(([part, value]) => (typeof value === 'string' ? [[part, value]] : []))),
    },
    forMs,
    masked: textsOf(masked),
  }
}

const otherTypes = ['settled', 'operator', 'policy', 'gap'] as const
const changes = ['reset', 'block'] as const

function shareOf(sample: unknown, outcome: string): number {
  const share = isLine(sample) ? sample[outcome] : undefined
  return typeof share === 'number' && share >= 0 && share <= 1 ? share : 1
}

const policyEvents = ['opened', 'reload', 'continued', 'closed'] as const
const outcomes = ['pass', 'block', 'limit'] as const

function isOneOf<Value extends string>(values: readonly Value[], value: unknown): value is Value {
  return (values as readonly unknown[]).includes(value)
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : []
}

function decisionOf(id: string, line: Line, input: Line, result: Line): LoggedDecision | undefined {
  const place = placeOf(line)
  const { policy, sampled, masked, earlier } = line
  const made = resultOf(result)
  const client = addressOf(input['client_ip'])
  const peer = addressOf(input['peer'])
  const { headers, user, facts } = input
  if (place === undefined || made === undefined || client === 'invalid' || peer === 'invalid') return undefined
  if (!isLine(policy) || typeof policy['revision'] !== 'string' || !isLine(headers)) return undefined
  return {
    kind: 'decision',
    ...place,
    id,
    fingerprint: policy['revision'],
    policyName: typeof policy['name'] === 'string' ? policy['name'] : undefined,
    client,
    peer: peer ?? client,
    headers: fieldsOf(headers),
    user: typeof user === 'string' && user !== '' ? user : undefined,
    facts: isLine(facts) ? facts : {},
    hasCutHeaders: input['cut_headers'] === true,
    result: made,
    sampled: typeof sampled === 'number' && sampled > 0 && sampled <= 1 ? sampled : 1,
    masked: textsOf(masked),
    earlier: typeof earlier === 'string' ? earlier : undefined,
  }
}

function addressOf(value: unknown): IpAddress | 'invalid' | undefined {
  if (value === undefined) return undefined
  return (typeof value === 'string' ? parseIp(value) : undefined) ?? 'invalid'
}

function resultOf({ outcome, reason, status, enforced, rule }: Line): LoggedResult | undefined {
  if (!isOneOf(outcomes, outcome) || typeof reason !== 'string' || typeof status !== 'number') return undefined
  return { outcome, reason, status, enforced: enforced !== false, rule: isLine(rule) ? ruleOf(rule) : undefined }
}

function ruleOf({ id, name, at }: Line): LoggedResult['rule'] {
  const [, file = '', line = '0'] = typeof at === 'string' ? (/^(.*):(\d+)$/s.exec(at) ?? []) : []
  return {
    id: typeof id === 'string' ? id : '',
    ...(typeof name === 'string' && { name }),
    file,
    line: Number(line),
  }
}

/** Alternating names and values. */
function fieldsOf(headers: Line): readonly string[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    typeof value === 'string' ? [name, value] : textsOf(value).flatMap((each) => [name, each]),
  )
}
