import type { PathSetModel } from '@tidegate/model'
import { parsePathPattern, pathMatches, type PathPattern, patternsCover, patternsOverlap } from '@tidegate/values'
import type { Assignment, Atom } from './atoms.ts'
import { withFree } from './text-cells.ts'

/** Returns the cells of a group of tests: combinations of truth values that a path may give to them. */
export type PathCells = (atoms: readonly Atom[]) => readonly Assignment[]

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

  function isPossible(atoms: readonly Atom[], sets: readonly (PatternSet | undefined)[], cell: Assignment): boolean {
    for (const [at, inner] of sets.entries()) {
      if (inner === undefined || cell.get(atoms[at]?.key ?? '') !== true) continue
      for (const [other, outer] of sets.entries()) {
        if (outer === undefined || other === at) continue
        const excludes =
          cell.get(atoms[other]?.key ?? '') === true
            ? once('disjoint', inner, outer, () => areDisjoint(inner, outer))
            : once('covers', outer, inner, () => covers(outer, inner))
        if (excludes) return false
      }
    }
    return true
  }

  return (atoms) => {
    const sets = atoms.map(setOfAtom)
    const values = [...new Set(atoms.flatMap(({ test }) => (test.kind === 'text-in' ? test.values : [])))]
    const named = values.flatMap((value) =>
      withFree(atoms, (atom) => truthOfPath(atom, value, sets[atoms.indexOf(atom)])),
    )
    const others = withFree(atoms, ({ test }) => (test.kind === 'text-in' ? false : undefined))
    return [...named, ...others.filter((cell) => isPossible(atoms, sets, cell))]
  }
}

interface PatternSet {
  readonly index: number
  readonly include: readonly PathPattern[]
  readonly except: readonly PathPattern[]
}

function readSet(index: number, set: PathSetModel | undefined): PatternSet | undefined {
  if (set === undefined) return undefined
  return { index, include: set.include.flatMap(readPattern), except: set.except.flatMap(readPattern) }
}

function readPattern(text: string): readonly PathPattern[] {
  const parsed = parsePathPattern(text)
  return parsed.kind === 'pattern' ? [parsed.pattern] : []
}

function truthOfPath({ test }: Atom, path: string, set: PatternSet | undefined): boolean | undefined {
  if (test.kind === 'text-in') return test.values.includes(path)
  if (set === undefined) return undefined
  return (
    set.include.some((pattern) => pathMatches(pattern, path)) &&
    !set.except.some((pattern) => pathMatches(pattern, path))
  )
}

function covers(outer: PatternSet, inner: PatternSet): boolean {
  if (outer.except.length > 0) return false
  return inner.include.every((pattern) => patternsCover(outer.include, pattern, stepBudget) === true)
}

function areDisjoint(a: PatternSet, b: PatternSet): boolean {
  return (
    !a.include.some((one) => b.include.some((other) => patternsOverlap(one, other))) ||
    a.include.every((one) => patternsCover(b.except, one, stepBudget) === true) ||
    b.include.every((other) => patternsCover(a.except, other, stepBudget) === true)
  )
}

const stepBudget = 5_000
