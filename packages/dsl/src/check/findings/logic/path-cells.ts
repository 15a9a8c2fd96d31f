import { type PathSetModel, textMatches } from '@tidegate/model'
import {
  type Budget,
  parsePathPattern,
  partOfBudget,
  pathMatches,
  type PathPattern,
  patternsCover,
  patternsOverlap,
} from '@tidegate/values'
import type { Assignment, Atom } from './atoms.ts'
import { withFree } from './text-cells.ts'

/** Returns the cells of a group of tests: combinations of truth values that a path may give to them; undefined if the budget is exhausted. */
export type PathCells = (atoms: readonly Atom[], budget: Budget) => readonly Assignment[] | undefined

/**
 * Finds combinations of truth values that a path may give to tests against sets of patterns. A combination is left out if two
 * sets exclude it, because one set contains the other or because they share no path. A combination that only three sets together
 * exclude may be included. Each set is parsed once, and each pair is compared once.
 */
export function createPathCells(setOf: (index: number) => PathSetModel | undefined): PathCells {
  const read = new Map<number, PatternSet | undefined>()
  const compared = new Map<string, boolean>()

  function setOfAtom({ test }: Atom): PatternSet | undefined {
    if (test.kind !== 'path-in') return undefined
    if (!read.has(test.set)) read.set(test.set, readSet(test.set, setOf(test.set)))
    return read.get(test.set)
  }

  function once(relation: string, a: PatternSet, b: PatternSet, compare: () => boolean): boolean {
    const key = `${relation} ${a.index} ${b.index}`
    const known = compared.get(key) ?? compare()
    compared.set(key, known)
    return known
  }

  function isPossible(
    atoms: readonly Atom[],
    sets: readonly (PatternSet | undefined)[],
    cell: Assignment,
    budget: Budget,
  ): boolean {
    for (const [at, inner] of sets.entries()) {
      if (inner === undefined || cell.get(atoms[at]?.key ?? '') !== true) continue
      for (const [other, outer] of sets.entries()) {
        if (outer === undefined || other === at) continue
        const excludes =
          cell.get(atoms[other]?.key ?? '') === true
            ? once('disjoint', inner, outer, () => areDisjoint(inner, outer, budget))
            : once('covers', outer, inner, () => covers(outer, inner, budget))
        if (excludes) return false
      }
    }
    return true
  }

  return (atoms, budget) => {
    const sets = atoms.map(setOfAtom)
    const values = [...new Set(atoms.flatMap(({ test }) => (test.kind === 'text-in' ? test.values : [])))]
    const patterns = sets.reduce((sum, set) => sum + (set === undefined ? 0 : set.characters), 0)
    if (!budget.spend(values.reduce((sum, value) => sum + value.length, 0) * patterns)) return undefined
    const named = values.flatMap((value) =>
      withFree(atoms, (atom) => truthOfPath(atom, value, sets[atoms.indexOf(atom)])),
    )
    const others = withFree(atoms, ({ test }) => (test.kind === 'text-in' ? false : undefined))
    return [...named, ...others.filter((cell) => isPossible(atoms, sets, cell, budget))]
  }
}

interface PatternSet {
  readonly index: number
  readonly include: readonly PathPattern[]
  readonly except: readonly PathPattern[]
  /** The length of all patterns. */
  readonly characters: number
}

function readSet(index: number, set: PathSetModel | undefined): PatternSet | undefined {
  if (set === undefined) return undefined
  const characters = [...set.include, ...set.except].reduce((sum, text) => sum + text.length + 1, 0)
  return { index, include: set.include.flatMap(readPattern), except: set.except.flatMap(readPattern), characters }
}

function readPattern(text: string): readonly PathPattern[] {
  const parsed = parsePathPattern(text)
  return parsed.kind === 'pattern' ? [parsed.pattern] : []
}

function truthOfPath({ test }: Atom, path: string, set: PatternSet | undefined): boolean | undefined {
  if (test.kind === 'text-in') return test.values.includes(path)
  if (test.kind === 'text-match') return textMatches(test.operator, path, test.value)
  if (set === undefined) return undefined
  return (
    set.include.some((pattern) => pathMatches(pattern, path)) &&
    !set.except.some((pattern) => pathMatches(pattern, path))
  )
}

function covers(outer: PatternSet, inner: PatternSet, budget: Budget): boolean {
  if (outer.except.length > 0) return false
  return inner.include.every((pattern) => isCovered(pattern, outer.include, budget))
}

function areDisjoint(a: PatternSet, b: PatternSet, budget: Budget): boolean {
  return (
    !a.include.some((one) => b.include.some((other) => patternsOverlap(one, other, budget) !== false)) ||
    a.include.every((one) => isCovered(one, b.except, budget)) ||
    b.include.every((other) => isCovered(other, a.except, budget))
  )
}

/** Whether patterns together cover another one; false if that takes too many steps. */
function isCovered(pattern: PathPattern, others: readonly PathPattern[], budget: Budget): boolean {
  return patternsCover(others, pattern, partOfBudget(budget, maxSteps)) === true
}

/** Steps for one pattern: whether several patterns together cover another one can take very many. */
const maxSteps = 50_000
