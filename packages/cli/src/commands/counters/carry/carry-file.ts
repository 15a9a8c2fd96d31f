import type { CarriedState, SubjectSpec } from '@tidegate/engine'
import type { RowKind } from '@tidegate/engine/tools'
import { isUnknownKey, type KeyValue, unknownKey } from '@tidegate/model'
import type { Instant } from '@tidegate/node'
import { formatIp, parseIp } from '@tidegate/values'

/** Lines of a file of counters: the first says what is counted, the last that nothing is missing, and each other line is a row. */
export type CarryLine = CarryHeader | CarryRow | CarryEnd

/** The first line. */
export interface CarryHeader {
  readonly type: 'counters'
  readonly version: 1
  /** The tag of the counters: the name of the policy, or `policy`. */
  readonly policy: string
  readonly store: 'memory' | 'redis'
  /** When, in UTC with milliseconds. */
  readonly taken: string
  /** The same for a comparison with a later instant of the same machine. */
  readonly at: Instant
  /** The clock of the store in memory at that instant. */
  readonly store_ms?: number
  /** The secret of the digests of a store in memory. */
  readonly secret?: readonly [number, number]
  readonly subjects: readonly SubjectSpec[]
}

/** What has been counted for one client, or other subject. */
export interface CarryRow {
  readonly type: 'row'
  /** Identity of the subject: what the key consists of. */
  readonly subject: string
  /** What shares the row, if it is not one key. */
  readonly shared?: Exclude<RowKind, 'key' | 'total'>
  readonly digest: string
  /** The values of the key, if they are known. */
  readonly key?: readonly CarryKey[]
  /** Milliseconds after the instant of the first line; absent: none. */
  readonly later_ms?: number
  /** By the identity of the limit. */
  readonly states: Readonly<Record<string, CarriedState>>
  /** Milliseconds for which an operator blocks the limit for this client, by the identity of the limit. */
  readonly blocked_ms?: Readonly<Record<string, number>>
}

/** The last line. */
export interface CarryEnd {
  readonly type: 'end'
  readonly rows: number
  /** Rows and states that the store has, and the file does not: of limits that the policy does not have. */
  readonly left_out: number
}

/** A value of a key: a text, an address, or null if it could not be determined. */
export type CarryKey = string | { readonly ip: string } | null

/** A key as a line has it. */
export function writeKey(key: readonly KeyValue[]): readonly CarryKey[] {
  return key.map((part) => (typeof part === 'string' ? part : isUnknownKey(part) ? null : { ip: formatIp(part) }))
}

/** The key of a line; undefined if it is none. */
export function readKey(key: readonly CarryKey[]): readonly KeyValue[] | undefined {
  const parts = key.map((part) => (part === null ? unknownKey : typeof part === 'string' ? part : parseIp(part.ip)))
  return parts.every((part) => part !== undefined) ? parts : undefined
}
