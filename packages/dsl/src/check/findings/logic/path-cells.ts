import { parsePathPattern, pathMatches, type PathPattern, patternsCover, patternsOverlap } from '@tidegate/values'
import type { PathSetModel } from '../../../model/model.ts'
import type { Assignment, Atom } from './atoms.ts'
import { withFree } from './text-cells.ts'

/**
 * Combinations of truths that a path may give to tests against sets of patterns: none that two sets together exclude, since
 * one holds the other or they share no path. Some that three sets together exclude may be among them.
 */
export function pathCells(
  atoms: readonly Atom[],
  setOf: (index: number) => PathSetModel | undefined,
): readonly Assignment[] {
  const sets = atoms.map(({ test }) => (test.kind === 'path-in' ? readSet(setOf(test.set)) : undefined))
  const values = [...new Set(atoms.flatMap(({ test }) => (test.kind === 'text-in' ? test.values : [])))]
  const named = values.flatMap((value) =>
    withFree(atoms, (atom) => truthOfPath(atom, value, sets[atoms.indexOf(atom)])),
  )
  const others = withFree(atoms, ({ test }) => (test.kind === 'text-in' ? false : undefined))
  return [...named, ...others.filter((cell) => isPossible(atoms, sets, cell))]
}

interface PatternSet {
  readonly include: readonly PathPattern[]
  readonly except: readonly PathPattern[]
}

function readSet(set: PathSetModel | undefined): PatternSet | undefined {
  if (set === undefined) return undefined
  return { include: set.include.flatMap(readPattern), except: set.except.flatMap(readPattern) }
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

function isPossible(atoms: readonly Atom[], sets: readonly (PatternSet | undefined)[], cell: Assignment): boolean {
  for (const [at, inner] of sets.entries()) {
    if (inner === undefined || cell.get(atoms[at]?.key ?? '') !== true) continue
    for (const [other, outer] of sets.entries()) {
      if (outer === undefined || other === at) continue
      const holds = cell.get(atoms[other]?.key ?? '') === true
      if (holds ? areApart(inner, outer) : covers(outer, inner)) return false
    }
  }
  return true
}

function covers(outer: PatternSet, inner: PatternSet): boolean {
  if (outer.except.length > 0) return false
  return inner.include.every((pattern) => patternsCover(outer.include, pattern, stepBudget) === true)
}

function areApart(a: PatternSet, b: PatternSet): boolean {
  return (
    !a.include.some((one) => b.include.some((other) => patternsOverlap(one, other))) ||
    a.include.every((one) => patternsCover(b.except, one, stepBudget) === true) ||
    b.include.every((other) => patternsCover(a.except, other, stepBudget) === true)
  )
}

const stepBudget = 5_000
