import type { KeyValue } from '@tidegate/model'
import { type CarriedState, pourState, readState } from './carried-state.ts'
import { allocateCells, type Cells } from './cells.ts'
import { createKeyHash } from './hash-key.ts'
import type { CounterSnapshot } from './read-snapshot.ts'
import { advanceRow } from './row.ts'
import { layRow } from './row-layout.ts'
import { byteOrder, partHeaderBytes, type RowKind, rowKinds, type SnapshotHeader } from './snapshot-parts.ts'

/** What one row of a memory store has counted. */
export interface CarriedRow {
  /** An index in the subjects of the layout. */
  readonly subject: number
  readonly kind: RowKind
  /** The fingerprint of the key, as `fingerprintOf` writes it. */
  readonly digest: string
  /** By the counters of the subject; undefined is blank. */
  readonly states: readonly (CarriedState | undefined)[]
}

/** The rows of a snapshot that are not blank, at its time. The snapshot is used up. */
export function* carriedRows({ layout, parts, storeMs }: CounterSnapshot): Generator<CarriedRow, void> {
  const layouts = layout.subjects.map((subject) => layRow(subject, 0, undefined))
  for (const { subject, kind, rows, cells } of parts) {
    const row = layouts[subject]!
    for (let i = 0; i < rows; i++) {
      const at = i * row.rowBytes
      const nowMs = advanceRow(cells, at, row, storeMs)
      const states = row.counters.map((counter) => readState(cells, at, counter, nowMs))
      if (states.every((state) => state === undefined)) continue
      yield { subject, kind, digest: digestText(cells.words[at >> 2]!, cells.words[(at >> 2) + 1]!), states }
    }
  }
}

/** The contents of a snapshot that is made without a store. */
export type CarriedSnapshot = Pick<SnapshotHeader, 'secret' | 'storeMs' | 'layout' | 'blocks'>

/** The parts of a snapshot with these rows, for `readCounterSnapshot`. `canCarry` MUST be true for their states. Linear in the rows. */
export function* writeCarriedRows(
  snapshot: CarriedSnapshot,
  rows: Iterable<CarriedRow>,
): Generator<Uint8Array<ArrayBuffer>, void> {
  const { layout, storeMs } = snapshot
  const header: SnapshotHeader = { format: 'tidegate counters', version: 1, byteOrder: byteOrder(), ...snapshot }
  yield new TextEncoder().encode(JSON.stringify(header))
  const layouts = layout.subjects.map((subject) => layRow(subject, 0, undefined))
  const waiting = new Map<string, { readonly rowBytes: number; readonly cells: Cells; rows: number }>()
  for (const { subject, kind, digest, states } of rows) {
    const row = layouts[subject]!
    const kindAt = rowKinds.indexOf(kind)
    const name = `${subject} ${kindAt}`
    let part = waiting.get(name)
    if (part === undefined) {
      part = { rowBytes: row.rowBytes, cells: allocateCells(partHeaderBytes + partRows * row.rowBytes), rows: 0 }
      part.cells.words.set([subject, kindAt])
      waiting.set(name, part)
    }
    const at = partHeaderBytes + part.rows * row.rowBytes
    part.cells.words.set(digestWords(digest), at >> 2)
    part.cells.doubles[(at >> 3) + 1] = storeMs
    for (const [i, state] of states.entries())
      if (state !== undefined) pourState(state, part.cells, at, row.counters[i]!, storeMs)
    part.rows++
    if (part.rows < partRows) continue
    yield new Uint8Array(part.cells.words.buffer as ArrayBuffer)
    waiting.delete(name)
  }
  for (const { rowBytes, cells, rows: count } of waiting.values())
    yield new Uint8Array(cells.words.buffer as ArrayBuffer, 0, partHeaderBytes + count * rowBytes)
}

/** Rows of a part at most. */
const partRows = 512

/** Returns the function that computes a key's fingerprint with a secret, as 16 hexadecimal digits. */
export function createFingerprint(secret: readonly [number, number]): (key: readonly KeyValue[]) => string {
  const words = secret.values()
  const hash = createKeyHash(() => words.next().value!)
  const result = new Uint32Array(2)
  return (key) => {
    if (key.length === 0) return digestText(0, 0)
    hash(key, result)
    return digestText(result[0]!, result[1]!)
  }
}

function digestText(first: number, second: number): string {
  return [first, second].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}

function digestWords(text: string): readonly [number, number] {
  return [Number.parseInt(text.slice(0, 8), 16), Number.parseInt(text.slice(8), 16)]
}
