import type { LogChunk } from '../log-chunk.ts'
import type { LogRecord } from '../log-record.ts'
import { type Field, wantedField } from './field.ts'
import { createFieldSetter } from './field-setter.ts'
import type { JsonKeys } from './json-key-names.ts'
import { headerKeys } from './json-keys.ts'
import type { LineScan, TakeValue } from './json-scan.ts'
import type { blank, Fault, LineReader } from './line-reader.ts'

/** The field that a JSON key sets, and the key's rank among the names of that field. The name with the lowest rank wins. */
export interface KeyUse {
  readonly slot: number
  readonly rank: number
}

/** Creates a scanner of lines for these keys. */
export type CreateScan = (
  keys: ReadonlyMap<string, KeyUse>,
  take: TakeValue<KeyUse>,
  takeMore: TakeValue<KeyUse>,
) => LineScan

/**
 * Creates a reader of log lines, each a set of named values with the given keys. Of the header fields, it reads only those in
 * `headers`, also under the names that servers give to header fields in general.
 */
export function createKeyedReader(
  createScan: CreateScan,
  keys: readonly JsonKeys[],
  headers: ReadonlySet<string>,
  zone?: string,
  receivedMs?: () => number,
): LineReader {
  const slots = [...keys, ...headerKeys(keys, headers)].filter(
    ({ field }) => field.kind !== 'header' || headers.has(field.name),
  )
  const fields = slots.map(({ field }) => wantedField(field, headers))
  const uses = slots.flatMap(({ names }, slot) =>
    names.map((name, rank): readonly [string, KeyUse] => [name, { slot, rank }]),
  )
  const decoders = slots.map(({ names, decode }) =>
    decode === undefined ? undefined : names.map((name) => (Object.hasOwn(decode, name) ? decode[name] : undefined)),
  )
  const scan = createScan(firstOf(uses), take, takeMore)
  const setter = createFieldSetter(zone, receivedMs)
  const clientSlot = fields.findIndex(({ kind }) => kind === 'client')
  const requestSlot = fields.findIndex(({ kind }) => kind === 'request')
  // For each field: the rank of its best name so far, the position of its value, and the value if it had to be unescaped.
  const ranks = new Int32Array(slots.length)
  const starts = new Int32Array(slots.length)
  const ends = new Int32Array(slots.length)
  const texts: (string | undefined)[] = slots.map(() => undefined)
  let more: { readonly slot: number; readonly rank: number; readonly text: string }[] = []
  let chunkText = ''

  function take({ slot, rank }: KeyUse, start: number, end: number, text: string | undefined): void {
    if (rank > ranks[slot]! || end === start || text === '') return
    ranks[slot] = rank
    starts[slot] = start
    ends[slot] = end
    texts[slot] = text
  }

  /** Later elements of an array: further lines of a header field. */
  function takeMore({ slot, rank }: KeyUse, start: number, end: number, text: string | undefined): void {
    if (rank !== ranks[slot] || !isHeader(fields[slot]!)) return
    more.push({ slot, rank, text: text ?? chunkText.slice(start, end) })
  }

  function turnTo(chunk: LogChunk): void {
    scan.turnTo(chunk)
    chunkText = chunk.text
    setter.turnTo(chunk)
  }

  function read(start: number, end: number, record: LogRecord): Fault | typeof blank | undefined {
    ranks.fill(noRank)
    if (more.length > 0) more = []
    const fault = scan.read(start, end)
    if (fault !== undefined) return fault
    setter.begin(record)
    const isWhole = requestSlot >= 0 && ranks[requestSlot]! < noRank
    for (let slot = 0; slot < fields.length; slot++) {
      if (ranks[slot] === noRank || (isWhole && isPiece(fields[slot]!))) continue
      if (!isMeant(slot)) continue
      const decode = decoders[slot]?.[ranks[slot]!]
      const written = texts[slot]
      const text = decode === undefined ? written : decode(written ?? chunkText.slice(starts[slot], ends[slot]))
      const wrong =
        text === undefined ? setter.set(fields[slot]!, starts[slot]!, ends[slot]!) : setter.setText(fields[slot]!, text)
      if (wrong !== undefined) return wrong
    }
    for (const { slot, rank, text } of more) if (ranks[slot] === rank) setter.setText(fields[slot]!, text)
    return setter.finish()
  }

  /** Whether the line is of a program that gives this field its name. */
  function isMeant(slot: number): boolean {
    const { onlyWith } = slots[slot]!
    if (onlyWith === undefined) return true
    const client =
      clientSlot < 0 || ranks[clientSlot] === noRank ? undefined : slots[clientSlot]!.names[ranks[clientSlot]!]
    return client !== undefined && onlyWith.includes(client)
  }

  return { turnTo, read }
}

/** A name belongs to the field that names it first. */
function firstOf(uses: readonly (readonly [string, KeyUse])[]): ReadonlyMap<string, KeyUse> {
  const byName = new Map<string, KeyUse>()
  for (const [name, use] of uses) if (!byName.has(name)) byName.set(name, use)
  return byName
}

const noRank = 2 ** 30

function isHeader({ kind }: Field): boolean {
  return kind === 'header' || kind === 'forwarded'
}

function isPiece({ kind }: Field): boolean {
  return kind === 'method' || kind === 'target' || kind === 'query'
}
