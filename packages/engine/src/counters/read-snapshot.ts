import { cellsIn } from './cells.ts'
import type { OperatorBlockEntry } from './operator-blocks.ts'
import { restoreRows } from './restore-rows.ts'
import { layRow, type RowLayout } from './row-layout.ts'
import { byteOrder, partHeaderBytes, rowKinds, type SnapshotHeader, type SnapshotPart } from './snapshot-parts.ts'
import { isSoundRow } from './sound-state.ts'
import type { CounterLayout } from './store.ts'
import type { SubjectTable } from './subject-table.ts'

/** The validated counters of a snapshot. Its rows are used once: a store may change them. */
export interface CounterSnapshot {
  readonly secret: readonly [number, number]
  readonly storeMs: number
  readonly layout: CounterLayout
  readonly blocks: readonly OperatorBlockEntry[]
  readonly parts: readonly SnapshotPart[]
  /** Number of rows. */
  readonly rows: number
  /** Number of rows that were left out, because no store can have written them. */
  readonly unsound: number
  /** Puts the rows into blank tables of the layout. WHY here: a program that reads no snapshot does not contain it. */
  readonly restore: (tables: readonly SubjectTable[], nowMs: number) => void
}

/** A snapshot, or why the bytes cannot be used as one. */
export type ReadSnapshot =
  | { readonly kind: 'snapshot'; readonly snapshot: CounterSnapshot }
  | { readonly kind: 'unusable'; readonly message: string }

/** Reads what `MemoryStore.snapshot` returned. Never throws, whatever the bytes are. Linear in the bytes. */
export function readCounterSnapshot(given: readonly Uint8Array[]): ReadSnapshot {
  const [first, ...others] = given
  const header = first === undefined ? undefined : readHeader(first)
  if (header === undefined) return unusable('it does not contain counters of this version')
  if (header.byteOrder !== byteOrder()) return unusable('it was made on a machine with another byte order')
  const layouts = laidOut(header.layout)
  if (layouts === undefined) return unusable('its limits cannot be counted')
  const parts: SnapshotPart[] = []
  let [rows, unsound] = [0, 0]
  for (const bytes of others) {
    const part = readPart(bytes, layouts)
    if (part === undefined) return unusable('its rows do not belong to its limits')
    rows += part.rows
    unsound += part.unsound
    parts.push(part)
  }
  const { secret, storeMs, layout, blocks, sharedUntilMs = [] } = header
  const restore: CounterSnapshot['restore'] = (tables, nowMs) => restoreRows(parts, sharedUntilMs, tables, nowMs)
  return { kind: 'snapshot', snapshot: { secret, storeMs, layout, blocks, parts, rows, unsound, restore } }
}

function unusable(message: string): ReadSnapshot {
  return { kind: 'unusable', message }
}

function readHeader(bytes: Uint8Array): SnapshotHeader | undefined {
  try {
    const header = JSON.parse(new TextDecoder().decode(bytes)) as Partial<SnapshotHeader> | null
    const isOurs =
      header?.format === 'tidegate counters' &&
      header.version === 1 &&
      isList(header.secret, (word) => Number.isInteger(word)) &&
      header.secret?.length === 2 &&
      Number.isInteger(header.storeMs) &&
      header.storeMs! >= 0 &&
      isList(header.blocks, isBlock) &&
      isList(header.sharedUntilMs ?? [], (ms) => Number.isFinite(ms)) &&
      typeof header.layout?.tag === 'string' &&
      isList(header.layout.subjects, isSubject)
    return isOurs ? (header as SnapshotHeader) : undefined
  } catch {
    return undefined
  }
}

function isList(value: unknown, isEntry: (entry: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isEntry)
}

function isBlock(entry: unknown): boolean {
  return Array.isArray(entry) && typeof entry[0] === 'string' && Number.isFinite(entry[1])
}

function isSubject(entry: unknown): boolean {
  const subject = entry as Partial<CounterLayout['subjects'][number]> | null
  return typeof subject?.identity === 'string' && isList(subject.counters, isCounter)
}

const algorithms: readonly unknown[] = ['log', 'ring', 'gcra', 'calendar', 'at-once']

function isCounter(entry: unknown): boolean {
  const counter = entry as Readonly<Record<string, unknown>> | null
  return typeof counter?.['identity'] === 'string' && algorithms.includes(counter['algorithm'])
}

/** WHY: a counter of a damaged file may ask for any memory. */
const mostRowBytes = 2 ** 20

function laidOut(layout: CounterLayout): readonly RowLayout[] | undefined {
  try {
    const layouts = layout.subjects.map((subject) => layRow(subject, 0, undefined))
    return layouts.every(({ rowBytes }) => rowBytes <= mostRowBytes) ? layouts : undefined
  } catch {
    return undefined
  }
}

function readPart(
  given: Uint8Array,
  layouts: readonly RowLayout[],
): (SnapshotPart & { readonly unsound: number }) | undefined {
  if (given.length < partHeaderBytes) return undefined
  // WHY a copy: it may be a view at any offset, and `slice` of a Buffer is a view as well.
  const bytes = new Uint8Array(given)
  const [subject = 0, kindAt = 0] = new Uint32Array(bytes.slice(0, partHeaderBytes).buffer)
  const layout = layouts[subject]
  const kind = rowKinds[kindAt]
  if (layout === undefined || kind === undefined) return undefined
  const count = (bytes.length - partHeaderBytes) / layout.rowBytes
  if (!Number.isInteger(count)) return undefined
  const cells = cellsIn(bytes.slice(partHeaderBytes).buffer)
  let rows = 0
  for (let row = 0; row < count; row++) {
    const at = row * layout.rowBytes
    if (!isSoundRow(cells, at, layout)) continue
    // The first word of a row with a key is never 0.
    if (cells.words[at >> 2] === 0 && kind !== 'total' && kind !== 'shared') continue
    if (row > rows) cells.octets.copyWithin(rows * layout.rowBytes, at, at + layout.rowBytes)
    rows++
  }
  return { subject, kind, rows, cells, unsound: count - rows }
}
