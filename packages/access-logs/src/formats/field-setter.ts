import { type IpAddress, parseIpPart } from '@tidegate/values'
import { addressWithPort } from './address-with-port.ts'
import { clientOfList } from './forwarded-list.ts'
import { chunkOf, findByte, type LogChunk } from '../log-chunk.ts'
import { isMethod } from './is-method.ts'
import { readBytes } from './read-bytes.ts'
import { readStatus } from './read-status.ts'
import { type LogRecord, noHeaders } from '../log-record.ts'
import { type DurationField, type Field, isText, type TextField } from './field.ts'
import type { Fault } from './line-reader.ts'
import { createTimestampReader } from './timestamp-reader.ts'

/** Writes the fields of a line into a record, one by one. Use one per log: it remembers the last timestamp. */
export interface FieldSetter {
  readonly turnTo: (chunk: LogChunk) => void
  /** Starts a line. */
  readonly begin: (record: LogRecord) => void
  /** Sets a field to the chunk's text from `start` to `end`. Returns what is wrong with it, if anything. */
  readonly set: (field: Field, start: number, end: number) => Fault | undefined
  /** Sets a field to a text that is not in the chunk literally, for example because it was unescaped. */
  readonly setText: (field: Field, text: string) => Fault | undefined
  /** Ends the line. Returns what is missing, if anything. */
  readonly finish: () => Fault | undefined
  /**
   * Sets the last time again if its timestamp is at `start`. Returns the length of the timestamp; 0 if there is a different one.
   */
  readonly setSameTime: (start: number) => number
}

const minus = 45
const comma = 44
const space = 32
const yearMs = 31_536_000_000

/**
 * Creates a setter. `zone`: the time zone of timestamps without an offset; UTC if absent. `receivedMs` is the time of a line that has none
 * of its own; NaN if it is not known.
 */
export function createFieldSetter(zone?: string, receivedMs: () => number = unknownTime): FieldSetter {
  const timestamps = createTimestampReader(zone)
  let { text, bytes } = chunkOf('')
  let record!: LogRecord
  let hasClient = false
  // Whether the line has something in place of the client's address, even if it is not an address.
  let isNamed = false
  let dateStart = 0
  let dateEnd = -1
  let clock = ''
  let query = ''
  let headers: string[] | undefined

  function turnTo(chunk: LogChunk): void {
    text = chunk.text
    bytes = chunk.bytes
  }

  function begin(next: LogRecord): void {
    record = next
    record.timeMs = Number.NaN
    record.forwarded = undefined
    record.user = undefined
    record.method = ''
    record.target = ''
    record.status = 0
    record.host = undefined
    record.agent = undefined
    record.headers = noHeaders
    hasClient = false
    isNamed = false
    dateStart = 0
    dateEnd = -1
    clock = ''
    query = ''
    headers = undefined
  }

  function set(field: Field, start: number, end: number): Fault | undefined {
    switch (field.kind) {
      case 'ignored':
        return undefined
      case 'client':
        return setClient(start, field.port === true ? endOfAddress(start, end) : end)
      case 'forwarded':
        return setText(field, text.slice(start, end))
      case 'ident':
        return isAddressOrList(start, end) ? faults.columns : undefined
      case 'time':
        return setTime(start, end)
      case 'date':
        dateStart = start
        dateEnd = end
        return clock === '' ? undefined : setText({ kind: 'time' }, `${text.slice(start, end)}T${clock}`)
      case 'clock':
        return setClock(start, end)
      case 'request':
        return setRequest(start, end)
      case 'method':
        if (!isMethod(bytes, start, end)) return faults.request
        record.method = methodOf(start, end)
        return undefined
      case 'status':
        record.status = readStatus(bytes, start, end)
        return undefined
      case 'bytes':
        record.bytes = readBytes(bytes, start, end)
        return undefined
      case 'duration':
        setDuration(field, text.slice(start, end))
        return undefined
      case 'user':
      case 'target':
      case 'query':
      case 'host':
      case 'agent':
      case 'header':
        return put(field, text.slice(start, end))
    }
  }

  function setText(field: Field, written: string): Fault | undefined {
    if (isText(field)) return put(field, written)
    if (field.kind === 'forwarded') return setForwarded(field, written)
    const before = { text, bytes }
    turnTo(chunkOf(written))
    const fault = set(field, 0, written.length)
    turnTo(before)
    return fault
  }

  function put(field: TextField, written: string): Fault | undefined {
    // A lone `-` means that there is no value.
    const value = written === '-' || written === '' ? undefined : written
    switch (field.kind) {
      case 'agent':
        record.agent = value
        return undefined
      case 'user':
        // Apache writes an empty user name as two quotes.
        record.user = value === '""' ? undefined : value
        return value !== undefined && isSeveralColumns(value) ? faults.columns : undefined
      case 'target':
        record.target = value ?? ''
        return undefined
      case 'query':
        query = value ?? ''
        return undefined
      case 'host':
        if (value?.endsWith(',') === true) return faults.columns
        record.host = value ?? record.host
        return undefined
      case 'header': {
        const sent = field.withPeer === true ? value?.slice(0, Math.max(0, value.lastIndexOf(','))) : value
        if (sent !== undefined && sent !== '') (headers ??= []).push(field.name, sent)
        return undefined
      }
    }
  }

  /** What is not a number of at most a year says nothing. */
  function setDuration({ msPerUnit, timeIsEnd }: DurationField, written: string): void {
    const ms = /^\d+(?:\.\d+)?(?:e-?\d+)?$/.test(written) ? Number(written) * msPerUnit : Number.NaN
    if (!(ms <= yearMs)) return
    record.lastsMs = ms
    record.timeIsEnd = timeIsEnd
  }

  function setClock(start: number, end: number): Fault | undefined {
    // Adjacent date and clock fields are one timestamp.
    if (dateEnd >= 0 && start === dateEnd + 1) return setTime(dateStart, end)
    clock = text.slice(start, end)
    return dateEnd < 0 ? undefined : setText({ kind: 'time' }, `${text.slice(dateStart, dateEnd)}T${clock}`)
  }

  function setTime(start: number, end: number): Fault | undefined {
    record.timeMs = timestamps.read(bytes, start, end)
    return Number.isNaN(record.timeMs) ? faults.time : undefined
  }

  /** Returns where the address before a port ends: at the last colon, unless the address is in brackets or there is no port. */
  function endOfAddress(start: number, end: number): number {
    let colon = end - 1
    while (colon > start && bytes[colon] !== 58) colon--
    return colon > start && /^\d{1,5}$/.test(text.slice(colon + 1, end)) ? colon : end
  }

  /** Uses the first address: a host name before it (`%h %a`) is not an error. */
  function setClient(start: number, end: number): undefined {
    if (hasClient) return
    isNamed ||= end > start && !(end === start + 1 && bytes[start] === minus)
    const ip = parseIpPart(text, start, end) ?? addressWithPort(text.slice(start, end)) ?? clientInList(start, end)
    if (ip === undefined) return
    record.ip = ip
    hasClient = true
  }

  function clientInList(start: number, end: number): IpAddress | undefined {
    const list = text.slice(start, end)
    if (!list.includes(',')) return undefined
    record.forwarded = list
    return clientOfList(list)
  }

  /** Uses the list only if the line has not named the client before. */
  function setForwarded({ name, isWanted }: Field & { kind: 'forwarded' }, written: string): undefined {
    if (written === '-' || written === '') return
    if (isWanted === true) (headers ??= []).push(name, written)
    const ip = hasClient || isNamed ? undefined : clientOfList(written)
    if (ip === undefined) return
    record.ip = ip
    record.forwarded = written
    hasClient = true
  }

  function isAddressOrList(start: number, end: number): boolean {
    if (end - start < 3) return false
    const isList = bytes[end - 1] === comma
    return parseIpPart(text, start, isList ? end - 1 : end) !== undefined
  }

  function setRequest(start: number, end: number): Fault | undefined {
    const methodEnd = findByte(bytes, space, start, end)
    if (methodEnd === end || !isMethod(bytes, start, methodEnd)) return faults.request
    record.method = methodOf(start, methodEnd)
    record.target = text.slice(methodEnd + 1, targetEnd(methodEnd, end))
    return undefined
  }

  /** Returns the index of ` HTTP/1.1` if the request ends with it, or else the end of the request. */
  function targetEnd(methodEnd: number, end: number): number {
    const usual = end - 9
    if (bytes[usual] === space && isProtocol(usual + 1)) return Math.max(usual, methodEnd + 1)
    const last = text.lastIndexOf(' ', end - 1)
    return last > methodEnd && isProtocol(last + 1) ? last : end
  }

  function isProtocol(at: number): boolean {
    return (
      bytes[at] === 72 && bytes[at + 1] === 84 && bytes[at + 2] === 84 && bytes[at + 3] === 80 && bytes[at + 4] === 47
    )
  }

  function methodOf(start: number, end: number): string {
    const isGet = end - start === 3 && bytes[start] === 71 && bytes[start + 1] === 69 && bytes[start + 2] === 84
    return isGet ? 'GET' : text.slice(start, end)
  }

  function finish(): Fault | undefined {
    if (!hasClient) return faults.client
    if (Number.isNaN(record.timeMs)) record.timeMs = receivedMs()
    if (Number.isNaN(record.timeMs)) return faults.time
    if (record.method === '' || record.target === '') return faults.request
    if (query !== '' && !record.target.includes('?')) record.target += query.startsWith('?') ? query : `?${query}`
    // WHY: with status 401, the name in the log was claimed but not verified.
    if (record.status === 401) record.user = undefined
    if (headers !== undefined) record.headers = headers
    return undefined
  }

  function setSameTime(start: number): number {
    const length = timestamps.sameAs(bytes, start)
    if (length > 0) record.timeMs = timestamps.lastMs()
    return length
  }

  return { turnTo, begin, set, setText, finish, setSameTime }
}

/** What can be wrong with the fields of a line. */
export const faults: Readonly<Record<'client' | 'columns' | 'time' | 'request', Fault>> = {
  client: 'the client is not an IP address',
  columns: 'more columns than the format has, in front of the time',
  time: 'no timestamp in a known format',
  request: 'no request line with method and target',
}

/** Whether what is in place of a user name is several columns: `- -`, or addresses and what follows them. */
function isSeveralColumns(value: string): boolean {
  const space = value.indexOf(' ')
  if (space < 0) return false
  const end = value.charCodeAt(space - 1) === comma ? space - 1 : space
  return /^-(?: -)+$/.test(value) || parseIpPart(value, 0, end) !== undefined
}

const unknownTime = (): number => Number.NaN
