import type { Dimension, CellValue, Slice } from './dimension.ts'
import { type DimensionDraft, expressionHolds } from '../logic/dimension-draft.ts'

/** A value of a finite dimension, and which atoms are true for it. */
export interface FiniteCell {
  readonly value: CellValue
  readonly holds: (atom: number) => boolean
}

/**
 * Creates a dimension from all of its distinguishable values; all answers about it are exact. The first cells are preferred as
 * examples.
 */
export function createFiniteDimension(number: number, draft: DimensionDraft, cells: readonly FiniteCell[]): Dimension {
  const rows: (Uint8Array | undefined)[] = []
  const met = new Map<string, Slice | undefined>()
  const statuses = new Map<string, boolean | undefined>()
  const byCells = new Map<string, Slice>()
  const canonicalOf = new Map<string, { readonly test: number; readonly wanted: boolean }>()

  /** The value of a test for each cell. */
  function rowOf(test: number): Uint8Array {
    return (rows[test] ??= Uint8Array.from(cells, (cell) => (expressionHolds(draft.tests[test]!, cell.holds) ? 1 : 0)))
  }

  function slice(members: readonly number[], literals: Slice['literals']): Slice {
    const key = members.join()
    const known = byCells.get(key)
    if (known !== undefined) return known
    const made: Slice = { dimension: number, id: byCells.size, literals, cells: members }
    byCells.set(key, made)
    return made
  }

  const whole = slice([...cells.keys()], [])

  function meet(from: Slice, test: number, wanted: boolean): Slice | undefined {
    const key = `${from.id} ${test} ${wanted}`
    if (met.has(key)) return met.get(key)
    const row = rowOf(test)
    const members = from.cells.filter((cell) => (row[cell] === 1) === wanted)
    const result = members.length === 0 ? undefined : slice(members, [...from.literals, { test, wanted }])
    met.set(key, result)
    return result
  }

  function status(inside: Slice, test: number): boolean | undefined {
    const key = `${inside.id} ${test}`
    if (statuses.has(key)) return statuses.get(key)
    const row = rowOf(test)
    const first = row[inside.cells[0]!]
    const result = inside.cells.every((cell) => row[cell] === first) ? first === 1 : undefined
    statuses.set(key, result)
    return result
  }

  function canonical(test: number): { readonly test: number; readonly wanted: boolean } | boolean {
    const constant = status(whole, test)
    if (constant !== undefined) return constant
    const row = rowOf(test)
    const same = canonicalOf.get(row.join(''))
    if (same !== undefined) return same
    canonicalOf.set(row.join(''), { test, wanted: true })
    canonicalOf.set(row.map((bit) => 1 - bit).join(''), { test, wanted: false })
    return { test, wanted: true }
  }

  return {
    about: draft.about,
    draft,
    whole,
    meet,
    status,
    holds: (test, cell) => rowOf(test)[cell] === 1,
    value: (cell) => cells[cell]!.value,
    canonical,
  }
}
