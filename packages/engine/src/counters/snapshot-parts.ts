import type { Cells } from './cells.ts'
import type { CounterLayout } from './store.ts'
import type { OperatorBlockEntry } from './operator-blocks.ts'

/**
 * A snapshot is a list of parts. The first is a `SnapshotHeader` as JSON in UTF-8. Each other part contains rows of one table, in the byte order of the
 * machine:
 *
 *     at + 0   32 bits   the subject, as an index in the layout
 *     at + 4   32 bits   what the rows are, as an index in `rowKinds`
 *     at + 8   64 bits   0
 *     at + 16            the rows, each as long as the layout says
 */
export interface SnapshotHeader {
  readonly format: 'tidegate counters'
  /** Changes with the layout of rows. */
  readonly version: 1
  readonly byteOrder: 'little' | 'big'
  /** The secret key of the hash of subjects, without which their rows cannot be found. */
  readonly secret: readonly [number, number]
  /** The time of the store when the snapshot was begun. */
  readonly storeMs: number
  readonly layout: CounterLayout
  readonly blocks: readonly OperatorBlockEntry[]
  /** By subject, the instant until which the shared row is used for all keys without a row of their own. Default 0. */
  readonly sharedUntilMs?: readonly number[]
}

/** Rows of keys, of near and wide networks, the row of the subject without a key, and the row that keys share when the table is full. */
export const rowKinds = ['key', 'near', 'wide', 'total', 'shared'] as const

/** The kind of the rows in a part. */
export type RowKind = (typeof rowKinds)[number]

/** Rows of one kind of one subject. */
export interface SnapshotPart {
  readonly subject: number
  readonly kind: RowKind
  readonly rows: number
  readonly cells: Cells
}

/** Bytes of a part before its rows. */
export const partHeaderBytes = 16

/** The byte order of this machine. */
export function byteOrder(): SnapshotHeader['byteOrder'] {
  return new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 'little' : 'big'
}
