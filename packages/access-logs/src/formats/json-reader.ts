import type { LogChunk } from '../log-chunk.ts'
import type { LogRecord } from '../log-record.ts'
import type { Field } from './field.ts'
import { createFieldSetter } from './field-setter.ts'
import type { JsonKeys } from './json-keys.ts'
import { createJsonScan } from './json-scan.ts'
import type { blank, Fault, LineReader } from './line-reader.ts'

/** The field that a JSON key sets, and the key's rank among the names of that field. The name with the lowest rank wins. */
interface KeyUse {
  readonly slot: number
  readonly rank: number
}

/** Creates a reader of log lines, each a JSON object with the given keys. Of the header fields, it reads only those in `headers`. */
export function createJsonReader(keys: readonly JsonKeys[], headers: ReadonlySet<string>, zone?: string): LineReader {
  const slots = keys.filter(({ field }) => field.kind !== 'header' || headers.has(field.name))
  const fields = slots.map(({ field }) => field)
  const uses = slots.flatMap(({ names }, slot) =>
    names.map((name, rank): readonly [string, KeyUse] => [name, { slot, rank }]),
  )
  const scan = createJsonScan(new Map(uses), take)
  const setter = createFieldSetter(zone)
  const requestSlot = fields.findIndex(({ kind }) => kind === 'request')
  // For each field: the rank of its best name so far, the position of its value, and the value if it had to be unescaped.
  const ranks = new Int32Array(slots.length)
  const starts = new Int32Array(slots.length)
  const ends = new Int32Array(slots.length)
  const texts: (string | undefined)[] = slots.map(() => undefined)

  function take({ slot, rank }: KeyUse, start: number, end: number, text: string | undefined): void {
    if (rank > ranks[slot]! || end === start || text === '') return
    ranks[slot] = rank
    starts[slot] = start
    ends[slot] = end
    texts[slot] = text
  }

  function turnTo(chunk: LogChunk): void {
    scan.turnTo(chunk)
    setter.turnTo(chunk)
  }

  function read(start: number, end: number, record: LogRecord): Fault | typeof blank | undefined {
    ranks.fill(noRank)
    const fault = scan.read(start, end)
    if (fault !== undefined) return fault
    setter.begin(record)
    const isWhole = requestSlot >= 0 && ranks[requestSlot]! < noRank
    for (let slot = 0; slot < fields.length; slot++) {
      if (ranks[slot] === noRank || (isWhole && isPiece(fields[slot]!))) continue
      const text = texts[slot]
      const wrong =
        text === undefined ? setter.set(fields[slot]!, starts[slot]!, ends[slot]!) : setter.setText(fields[slot]!, text)
      if (wrong !== undefined) return wrong
    }
    return setter.finish()
  }

  return { turnTo, read }
}

const noRank = 2 ** 30

function isPiece({ kind }: Field): boolean {
  return kind === 'method' || kind === 'target' || kind === 'query'
}
