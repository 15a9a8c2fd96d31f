import { buildPrefixTrie } from './build-prefix-trie.ts'
import { checkPrefixTrie } from './check-prefix-trie.ts'
import { classOfV6 } from './class-of-v6.ts'
import { ClassRows } from './class-rows.ts'
import { classRuns } from './class-runs.ts'
import type { IpAddress } from '../ip-address.ts'
import type { IpSet } from '../ip-set.ts'
import type { PrefixTableV6 } from './prefix-trie.ts'
import { buildPrefixTableV4, checkPrefixTableV4, classOfV4, type PrefixTableV4 } from './prefix-table-v4.ts'

/**
 * Many sets in one structure per family: each address has a class, and a class says which sets contain the address. Plain data,
 * structured-cloneable; check a stored table with `checkPrefixTable` before use.
 */
export interface PrefixTable {
  readonly setCount: number
  /**
   * Number of classes, which are numbered from 0; class 0 is in no set. There is at most one class more than there are boundaries
   * of sets.
   */
  readonly classCount: number
  /** The membership bits of each class, `ceil(setCount / 32)` words per class: bit i of a row is set i. */
  readonly rows: Uint32Array
  readonly v4: PrefixTableV4
  readonly v6: PrefixTableV6
}

/** Builds the table for these sets. Linear in the number of ranges, a few tenths of a second for a million. */
export function buildPrefixTable(sets: readonly IpSet[]): PrefixTable {
  const rows = new ClassRows(sets.length)
  const v4 = classRuns(
    sets.map((set) => set.v4),
    1,
    rows,
  )
  const v6 = classRuns(
    sets.map((set) => set.v6),
    4,
    rows,
  )
  return {
    setCount: sets.length,
    classCount: rows.count,
    rows: rows.finish(),
    v4: buildPrefixTableV4(v4, rows.count),
    v6: buildPrefixTrie(v6),
  }
}

/**
 * Returns the class of an address, which is 0 if no set contains the address. Takes about ten nanoseconds and at most 16 steps in
 * either family.
 */
export function classOf(table: PrefixTable, ip: IpAddress): number {
  return ip.family === 4 ? classOfV4(table.v4, ip.a) : classOfV6(table.v6, ip.a, ip.b, ip.c, ip.d)
}

/** Whether the addresses of a class are in set `setIndex`. */
export function classHas(table: PrefixTable, cls: number, setIndex: number): boolean {
  const row = cls * rowWords(table.setCount)
  return ((table.rows[row + (setIndex >>> 5)]! >>> (setIndex & 31)) & 1) === 1
}

/**
 * Returns the membership bits of a class: bit `i & 31` of word `i >>> 5` says whether set i contains its addresses. A view, not a
 * copy.
 */
export function classSets(table: PrefixTable, cls: number): Uint32Array {
  const words = rowWords(table.setCount)
  return table.rows.subarray(cls * words, (cls + 1) * words)
}

/**
 * Returns why an untrusted table cannot be used: a lookup could read out of bounds or return an unknown class. Undefined if every
 * lookup ends and is in range; whether the table describes particular sets is not checked. Linear in the table.
 */
export function checkPrefixTable(table: PrefixTable): string | undefined {
  if (!isObject(table) || !isObject(table.v4) || !isObject(table.v6)) return 'a part of the table is missing'
  const { setCount, classCount, rows } = table
  if (!isCount(setCount)) return 'the number of sets is not a number'
  if (!isCount(classCount) || classCount < 1) return 'the number of classes is not a number above 0'
  if (!(rows instanceof Uint32Array) || rows.length !== classCount * rowWords(setCount))
    return 'rows have a wrong length'
  if (rows.subarray(0, rowWords(setCount)).some((word) => word !== 0)) return 'class 0 is in a set'
  return checkPrefixTableV4(table.v4, classCount) ?? checkPrefixTrie(table.v6, classCount)
}

function rowWords(setCount: number): number {
  return (setCount + 31) >>> 5
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 0x7fffffff
}
