import type { Dimension, DimensionLiteral, CellValue, Slice } from './dimension.ts'
import { type DimensionDraft, type Expression, expressionHolds, negated } from '../logic/dimension-draft.ts'
import type { Budget } from '@tidegate/values'
import { createTextValues, type TextValue } from '../texts/text-values.ts'
import { textDomain } from '../texts/text-domain.ts'

/** Maximum number of known values that a slice keeps. */
const maxCells = 24

type Solution = { readonly kind: 'cell'; readonly cell: number } | { readonly kind: 'none' | 'unknown' }

/**
 * Creates a dimension of texts. Its values cannot be listed, so they are searched on demand and kept: a text that meets the
 * literals, or the proof that there is none.
 */
export function createTextDimension(number: number, draft: DimensionDraft, budget: Budget): Dimension {
  const { about } = draft
  if (about.kind !== 'text') throw new TypeError('expected a dimension about a text')
  const domain = textDomain(about.of)
  const values = createTextValues(draft.atoms, domain, about.of.kind === 'fact-list', budget)
  const cells: TextValue[] = []
  const cellNumbers = new Map<string, number>()
  const rows: Map<number, boolean>[] = []
  const solutions = new Map<string, Solution>()
  const slices = new Map<string, Slice | undefined>()
  const statuses = new Map<string, boolean | undefined>()

  function addCell(value: TextValue): number {
    const key = JSON.stringify(value) ?? 'absent'
    const known = cellNumbers.get(key)
    if (known !== undefined) return known
    cellNumbers.set(key, cells.length)
    return cells.push(value) - 1
  }
  for (const value of values.ordinary) addCell(value)

  function holds(test: number, cell: number): boolean {
    const row = (rows[test] ??= new Map<number, boolean>())
    const known = row.get(cell)
    if (known !== undefined) return known
    const result = expressionHolds(draft.tests[test]!, (atom) => values.holds(atom, cells[cell]))
    row.set(cell, result)
    return result
  }

  function meetsAll(literals: readonly DimensionLiteral[], cell: number): boolean {
    return literals.every(({ test, wanted }) => holds(test, cell) === wanted)
  }

  /** Returns a value for which all literals are true, trying `likely` ones first, or the proof that there is none. */
  function solve(literals: readonly DimensionLiteral[], likely: readonly number[]): Solution {
    const key = literalsKey(literals)
    const known = solutions.get(key)
    if (known !== undefined) return known
    const found = likely.find((cell) => meetsAll(literals, cell))
    const solution: Solution = found === undefined ? search(literals) : { kind: 'cell', cell: found }
    // A search that failed because of the budget would not succeed with the same budget either.
    solutions.set(key, solution)
    return solution
  }

  function search(literals: readonly DimensionLiteral[]): Solution {
    const result = values.find(literals.map(({ test, wanted }) => signed(draft.tests[test]!, wanted)))
    if (result.kind !== 'value') return result
    const cell = addCell(result.value)
    return meetsAll(literals, cell) ? { kind: 'cell', cell } : { kind: 'unknown' }
  }

  function meet(from: Slice, test: number, wanted: boolean): Slice | undefined {
    const before = from.literals.find((literal) => literal.test === test)
    if (before !== undefined) return before.wanted === wanted ? from : undefined
    const literals = [...from.literals, { test, wanted }].toSorted((x, y) => x.test - y.test)
    const key = literalsKey(literals)
    if (slices.has(key)) return slices.get(key)
    const known = from.cells.filter((cell) => holds(test, cell) === wanted)
    const solution = solve(literals, known)
    // WHY: not every known value of the slice, of which there may be thousands; these are enough for examples and to distinguish
    // tests.
    const members = solution.kind === 'cell' ? [...new Set([...known, solution.cell])].slice(0, maxCells) : []
    const slice: Slice | undefined =
      solution.kind === 'none' ? undefined : { dimension: number, id: slices.size + 1, literals, cells: members }
    slices.set(key, slice)
    return slice
  }

  /** Decided from known values, from the literals of the slice, and from what each single literal implies. */
  function status(inside: Slice, test: number): boolean | undefined {
    const asked = inside.literals.find((literal) => literal.test === test)
    if (asked !== undefined) return asked.wanted
    const first = inside.cells[0] === undefined ? undefined : holds(test, inside.cells[0])
    if (first === undefined || inside.cells.some((cell) => holds(test, cell) !== first)) return undefined
    const key = `${inside.id} ${test}`
    if (statuses.has(key)) return statuses.get(key)
    const against: DimensionLiteral = { test, wanted: !first }
    const isImplied =
      inside.literals.length === 0
        ? solve([against], []).kind === 'none'
        : inside.literals.some((literal) => solve([literal, against], []).kind === 'none')
    const result = isImplied ? first : undefined
    statuses.set(key, result)
    return result
  }

  return {
    about,
    draft,
    whole: { dimension: number, id: 0, literals: [], cells: [...cells.keys()] },
    meet,
    status,
    holds,
    value: (cell): CellValue => {
      const value = cells[cell]
      if (domain.several)
        return { kind: 'texts', texts: Array.isArray(value) ? (value as readonly string[]) : undefined }
      return { kind: 'text', text: typeof value === 'string' ? value : undefined }
    },
    canonical: (test) => ({ test, wanted: true }),
  }
}

function signed(expression: Expression, wanted: boolean): Expression {
  return wanted ? expression : negated(expression)
}

function literalsKey(literals: readonly DimensionLiteral[]): string {
  return literals
    .map(({ test, wanted }) => `${wanted ? '' : '!'}${test}`)
    .toSorted()
    .join()
}
