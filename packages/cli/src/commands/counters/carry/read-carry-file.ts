import type { CarriedState, CounterSpec, SubjectSpec } from '@tidegate/engine'
import { readInstant } from '@tidegate/node'
import { CliError } from '../../../io.ts'
import { counterFault } from './counter-fault.ts'
import { type CarryEnd, type CarryHeader, type CarryKey, type CarryRow, readKey } from './carry-file.ts'

/** A whole file of counters, checked. */
export interface CarryFile {
  readonly header: CarryHeader
  readonly rows: readonly CarryRow[]
  readonly end: CarryEnd
}

type Fields = Readonly<Record<string, unknown>>

/** Reads a file of counters. Throws `CliError` with the number of the line for one that is damaged, cut off, or of another version. */
export async function readCarryFile(lines: AsyncIterable<string>, name: string): Promise<CarryFile> {
  let header: CarryHeader | undefined
  let end: CarryEnd | undefined
  let specs = new Map<string, SubjectSpec>()
  const rows: CarryRow[] = []
  let number = 0
  for await (const text of lines) {
    number++
    if (text === '' && end !== undefined) continue
    const fields = fieldsOf(text)
    if (header === undefined) {
      header = asHeader(fields)
      if (header === undefined) throw damaged(name, number, 'it is not a file of counters of version 1')
      const fault = counterFault(header.subjects)
      if (fault !== undefined) throw damaged(name, number, fault)
      specs = new Map(header.subjects.map((subject) => [subject.identity, subject]))
    } else if (end !== undefined) throw damaged(name, number, 'there is more after its end')
    else if (fields?.['type'] === 'end') {
      end = fields as unknown as CarryEnd
      if (end.rows !== rows.length) throw damaged(name, number, 'rows are missing')
    } else {
      const row = asRow(fields, specs)
      if (row === undefined) throw damaged(name, number, 'it is not a row of these limits')
      rows.push(row)
    }
  }
  if (header === undefined || end === undefined) throw damaged(name, number, 'it is cut off')
  return { header, rows, end }
}

function damaged(name: string, line: number, why: string): CliError {
  return new CliError(
    `\`${name}\` cannot be used: line ${line}: ${why}`,
    'nothing was changed; write it again with `tidegate counters export`',
  )
}

function fieldsOf(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isFields(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function asHeader(fields: Fields | undefined): CarryHeader | undefined {
  if (fields?.['type'] !== 'counters' || fields['version'] !== 1) return undefined
  const { policy, store, at, store_ms: storeMs, secret, subjects } = fields
  const isOfMemory = store === 'memory' && isWhole(storeMs) && isSecret(secret)
  const isKnown =
    typeof policy === 'string' &&
    readInstant(at) !== undefined &&
    (isOfMemory || store === 'redis') &&
    Array.isArray(subjects) &&
    subjects.every(isSubject)
  return isKnown ? (fields as unknown as CarryHeader) : undefined
}

function isSecret(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every(isWhole)
}

function isSubject(value: unknown): boolean {
  if (!isFields(value)) return false
  const { identity, counters } = value
  return (
    typeof identity === 'string' &&
    Array.isArray(counters) &&
    counters.every(
      (counter: unknown) =>
        isFields(counter) && typeof counter['identity'] === 'string' && isWhole(counter['count']) && isCounter(counter),
    )
  )
}

function isCounter({ algorithm, periodMs, unit, zone }: Fields): boolean {
  switch (algorithm) {
    case 'log':
    case 'ring':
    case 'gcra':
      return isWhole(periodMs)
    case 'calendar':
      return typeof unit === 'string' && typeof zone === 'string'
    default:
      return algorithm === 'at-once'
  }
}

function asRow(fields: Fields | undefined, specs: ReadonlyMap<string, SubjectSpec>): CarryRow | undefined {
  if (fields?.['type'] !== 'row') return undefined
  const { subject, shared, digest, key, later_ms: laterMs = 0, states, blocked_ms: blockedMs = {} } = fields
  const spec = typeof subject === 'string' ? specs.get(subject) : undefined
  if (spec === undefined || typeof digest !== 'string' || !/^[\w-]{16,22}$/u.test(digest)) return undefined
  if (shared !== undefined && !['near', 'wide', 'shared'].includes(shared as string)) return undefined
  if (key !== undefined && !isKey(key)) return undefined
  if (!isWhole(laterMs) || !isFields(states) || !isFields(blockedMs)) return undefined
  const counters = new Map(spec.counters.map((counter) => [counter.identity, counter]))
  const areSound =
    Object.entries(states).every(([limit, state]) => isState(state, counters.get(limit))) &&
    Object.entries(blockedMs).every(([limit, ms]) => counters.has(limit) && isWhole(ms))
  return areSound ? (fields as unknown as CarryRow) : undefined
}

function isKey(value: unknown): boolean {
  if (!Array.isArray(value)) return false
  const isPart = (part: unknown): boolean =>
    part === null || typeof part === 'string' || (isFields(part) && typeof part['ip'] === 'string')
  return value.every(isPart) && readKey(value as readonly CarryKey[]) !== undefined
}

/** Whether a state is one that a counter can have. Stores rely on that, and a file may contain anything. */
function isState(value: unknown, spec: CounterSpec | undefined): value is CarriedState {
  if (spec === undefined || !isFields(value)) return false
  switch (value['kind']) {
    case 'places': {
      const { places } = value
      return (
        'periodMs' in spec && spec.algorithm !== 'gcra' && Array.isArray(places) && arePlaces(places, spec.periodMs)
      )
    }
    case 'bucket':
      return spec.algorithm === 'gcra' && isWhole(value['backlog'])
    case 'period':
      return (
        spec.algorithm === 'calendar' &&
        Number.isFinite(value['startMs']) &&
        isWhole(value['endsInMs']) &&
        isWhole(value['places'])
      )
    case 'blocked':
      return spec.blockMs !== undefined && isWhole(value['forMs'])
    default:
      return false
  }
}

function arePlaces(places: readonly unknown[], periodMs: number): boolean {
  let former = -1
  for (const place of places) {
    if (!Array.isArray(place) || place.length !== 2) return false
    const [ageMs, count] = place as readonly unknown[]
    if (!isWhole(ageMs) || !isWhole(count) || ageMs <= former || ageMs >= periodMs) return false
    former = ageMs
  }
  return true
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}
