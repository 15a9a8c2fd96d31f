import { type IpSet, unionIpSets } from '@tidegate/values'
import type { Atom } from '../logic/atom.ts'
import type { MergedRegion, MergedSlice } from '../regions/merge-regions.ts'
import type { Dimension, DimensionLiteral, CellValue } from '../dimensions/dimension.ts'
import type { SignedTest } from '../logic/dimension-draft.ts'
import { describeAddresses, type NamedIpSet } from './describe-addresses.ts'
import { describeNumbers } from './describe-numbers.ts'
import { aboutWords, describeTest } from './describe-test.ts'
import { describeStretch } from './describe-window.ts'
import type { SetNames } from '../propositions/set-names.ts'
import { simplifyConjunction } from './simplify-conjunction.ts'
import { lessAtom } from '../texts/union-atoms.ts'

/** What descriptions of regions need. */
export interface RegionWords {
  readonly dimensions: readonly Dimension[]
  readonly names: SetNames
  readonly addresses: readonly NamedIpSet[]
}

/** Source address first, then client, target, the rest, and the time. */
const order = ['address', 'text', 'ips', 'number', 'flag', 'same', 'time']

/** Describes the requests in a merged region, as conditions that are all true; empty if it is every request. */
export function describeRegion({ parts }: MergedRegion, words: RegionWords): readonly string[] {
  const { dimensions } = words
  return [...dimensions.keys()]
    .toSorted((x, y) => rank(dimensions[x]!) - rank(dimensions[y]!) || x - y)
    .flatMap((dimension) => describePart(dimension, parts[dimension]!, words))
}

function rank({ about }: Dimension): number {
  if (about.kind === 'address') return about.of.kind === 'ip' ? 0 : 1
  if (about.kind === 'text') return about.of.kind === 'agent' ? 2 : about.of.kind === 'target' ? 3 : 4
  return 4 + order.indexOf(about.kind)
}

function describePart(dimension: number, part: MergedSlice, words: RegionWords): readonly string[] {
  const described = words.dimensions[dimension]!
  if (part.kind === 'conjunctions') return describeConjunctions(described, dimension, part.conjunctions, words)
  if (part.cells.length === described.whole.cells.length) return []
  const { about } = described
  if (about.kind === 'time') return describeTime(described, dimension, part.cells, words)
  if (about.kind === 'number') return [describeNumberPart(described, part.cells)]
  if (about.kind !== 'address') {
    const tests = describeByTests(described, dimension, part.cells, part.cells.length, words)
    return tests ?? [`${aboutWords(about)} has one of several values`]
  }
  const addresses = describeCells(described, part.cells, words)
  const isAny = addresses === undefined
  const hasAbsent = part.cells.some((cell) => setOf(described.value(cell)) === undefined)
  const prefix = about.of.kind === 'ip' ? '' : `${aboutWords(about)} `
  if (isAny) return hasAbsent ? [] : [`${aboutWords(about)} is present`]
  if (addresses === '') return [`${aboutWords(about)} is absent`]
  return [`${prefix}${addresses}${hasAbsent ? ' or absent' : ''}`]
}

function describeNumberPart(dimension: Dimension, cells: readonly number[]): string {
  const numberOf = (cell: number): number | undefined => {
    const value = dimension.value(cell)
    return value.kind === 'number' ? value.number : undefined
  }
  const all = dimension.whole.cells.flatMap((cell) => numberOf(cell) ?? [])
  const named = dimension.draft.atoms.flatMap((atom) => (atom.kind === 'compare' ? [atom.value] : []))
  return describeNumbers(aboutWords(dimension.about), new Set(cells.map(numberOf)), all, named)
}

/** Undefined if the cells contain all addresses, "" if they contain none. */
function describeCells(dimension: Dimension, cells: readonly number[], { addresses }: RegionWords): string | undefined {
  const inside = new Set(cells)
  const sets = (wanted: boolean): readonly IpSet[] =>
    dimension.whole.cells.flatMap((cell) => (inside.has(cell) === wanted ? (setOf(dimension.value(cell)) ?? []) : []))
  const [mine, others] = [sets(true), sets(false)]
  if (others.length === 0) return undefined
  if (mine.length === 0) return ''
  return describeAddresses(unionIpSets(...mine), unionIpSets(...others), addresses)
}

function setOf(value: CellValue): IpSet | undefined {
  return value.kind === 'address' ? value.cell.set : undefined
}

/** The implausible clock is a cell of its own, and is only mentioned if it is the only one. */
function describeTime(
  dimension: Dimension,
  number: number,
  cells: readonly number[],
  words: RegionWords,
): readonly string[] {
  const isPlausible = (cell: number): boolean => stretchOf(dimension.value(cell)) !== undefined
  const plausible = cells.filter(isPlausible)
  if (plausible.length === 0) return ['while the clock is implausible']
  const all = dimension.whole.cells.filter(isPlausible)
  if (plausible.length === all.length) return []
  const stretches = plausible.map((cell) => stretchOf(dimension.value(cell))!).toSorted((x, y) => x.from - y.from)
  const next = `next ${describeStretch(stretches[0]!)}`
  const tests = describeByTests(dimension, number, plausible, plausible.length, words, isPlausible)
  if (tests === undefined) return [`at certain times (${next})`]
  return [...tests.slice(0, -1), `${tests.at(-1)} (${next})`]
}

function stretchOf(value: CellValue): { readonly from: number; readonly until: number } | undefined {
  return value.kind === 'time' ? value.cell.stretch : undefined
}

/** Maximum number of tests of which every pair is tried. */
const maxTried = 128

/** One test, or two, that are true for exactly these cells. */
function describeByTests(
  dimension: Dimension,
  number: number,
  cells: readonly number[],
  count: number,
  words: RegionWords,
  isAsked: (cell: number) => boolean = () => true,
): readonly string[] | undefined {
  const all = dimension.whole.cells.filter(isAsked)
  const exact: { readonly test: number; readonly wanted: boolean }[] = []
  const covering: { readonly test: number; readonly wanted: boolean; readonly cells: readonly number[] }[] = []
  for (const test of dimension.draft.tests.keys()) {
    for (const wanted of [true, false]) {
      const held = all.filter((cell) => dimension.holds(test, cell) === wanted)
      if (held.length < count || !cells.every((cell) => dimension.holds(test, cell) === wanted)) continue
      if (held.length === count) exact.push({ test, wanted })
      else covering.push({ test, wanted, cells: held })
    }
  }
  const isNamed = (test: number): boolean =>
    [true, false].some((wanted) => words.names.of(number, test, wanted) !== undefined)
  const best = exact.find(({ test }) => isNamed(test)) ?? exact[0]
  if (best !== undefined) return [describeTest(dimension.draft, number, best.test, best.wanted, words.names)]
  const tried = covering.slice(0, maxTried)
  for (const [index, one] of tried.entries()) {
    for (const other of tried.slice(index + 1)) {
      if (one.cells.filter((cell) => other.cells.includes(cell)).length !== count) continue
      return [one, other].map(({ test, wanted }) => describeTest(dimension.draft, number, test, wanted, words.names))
    }
  }
  return undefined
}

function describeConjunctions(
  dimension: Dimension,
  number: number,
  conjunctions: readonly (readonly DimensionLiteral[])[],
  words: RegionWords,
): readonly string[] {
  const isNamed = ({ test, wanted }: SignedTest): boolean =>
    words.names.of(number, test, wanted) !== undefined || words.names.of(number, test, !wanted) !== undefined
  const described = conjunctions.map((conjunction) =>
    withoutImplied(
      dimension,
      withoutExcluded(dimension, simplifyConjunction(dimension.draft, conjunction, isNamed)),
    ).map(({ test, wanted }) => describeTest(dimension.draft, number, test, wanted, words.names)),
  )
  const [only, ...more] = described
  if (only === undefined || described.some((conjunction) => conjunction.length === 0)) return []
  if (more.length === 0) return shortened(only)
  return [shortened(described.map((conjunction) => shortened(conjunction).join(' and '))).join(' or ')]
}

/** Maximum number of conditions that are listed. */
const maxWords = 6

function shortened(words: readonly string[]): readonly string[] {
  if (words.length <= maxWords) return words
  return [...words.slice(0, maxWords - 1), `${words.length - maxWords + 1} more`]
}

/** Removes from patterns, tokens and values those that another literal of the conjunction excludes. */
function withoutExcluded(dimension: Dimension, conjunction: readonly DimensionLiteral[]): readonly DimensionLiteral[] {
  const { draft } = dimension
  const atomsOf = (literal: DimensionLiteral): readonly Atom[] => {
    const expression = draft.tests[literal.test]!
    return expression.kind === 'atom' && expression.wanted === literal.wanted ? [draft.atoms[expression.atom]!] : []
  }
  const excluded = conjunction.flatMap((literal) => atomsOf({ ...literal, wanted: !literal.wanted }))
  return conjunction.map((literal) => {
    const [sought] = atomsOf(literal)
    const left = excluded.reduce((atom, other) => (atom === undefined ? undefined : lessAtom(atom, other)), sought)
    if (left === undefined || left === sought) return literal
    const { test, wanted } = draft.testOf(left)
    return { test, wanted }
  })
}

/** Removes literals that follow from another literal of the conjunction. */
function withoutImplied(dimension: Dimension, conjunction: readonly DimensionLiteral[]): readonly DimensionLiteral[] {
  let kept = conjunction
  for (const literal of [
    ...conjunction.filter(({ wanted }) => !wanted),
    ...conjunction.filter(({ wanted }) => wanted),
  ]) {
    const others = kept.filter((other) => other !== literal)
    const isImplied = others.some((other) => {
      const slice = dimension.meet(dimension.whole, other.test, other.wanted)
      return slice !== undefined && dimension.status(slice, literal.test) === literal.wanted
    })
    if (isImplied) kept = others
  }
  return kept
}
