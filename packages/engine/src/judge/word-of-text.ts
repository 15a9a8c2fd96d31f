import { textMatches } from '@tidegate/model'
import { createScanBuffer, fewPatterns, scanPatterns } from '@tidegate/values'
import { usualLength } from '../plan/atom-finders.ts'
import type { PatternTable, TextDimension } from '../plan/dimensions.ts'
import type { Plan } from '../plan/plan.ts'
import type { RequestView } from './request-view.ts'
import { rowOfAtoms } from './row-of-atoms.ts'
import { textReader } from './text-subject.ts'

/** Returns the atoms that are true for a value, one bit each. */
type AtomsOf = (value: string) => number

/**
 * Creates a function that reads the row of a text dimension as a number. Undefined for subjects that may have several values, and for
 * dimensions with more than 32 atoms.
 */
export function createWordReader(
  plan: Plan,
  dimension: TextDimension,
  requests: RequestView,
): (() => number) | undefined {
  const { subject, table, present, notEmpty, atomOfBots } = dimension
  const read = textReader(plan, dimension, requests)
  if (read === undefined || table.atomCount > 32) return undefined
  const byDefault = table.row[0]!
  const rowOf = rowOfAtoms(table)
  const always = present < 0 ? 0 : 1 << present
  const ofText = notEmpty < 0 ? always : always | (1 << notEmpty)
  const finders = atomFinders(dimension)

  function atomsOf(value: string): number {
    let atoms = value === '' ? always : ofText
    for (let i = 0; i < finders.length; i++) atoms |= finders[i]!(value)
    return atomOfBots === undefined ? atoms : atoms | claimedAtoms(atomOfBots)
  }

  function claimedAtoms(atomOfBots: Int32Array): number {
    const agents = requests.readAgent()!
    const count = agents.claimCount()
    let atoms = 0
    for (let i = 0; i < count; i++) {
      const atom = atomOfBots[agents.claims[i]!]!
      if (atom >= 0) atoms |= 1 << atom
    }
    return atoms
  }

  if (subject.kind !== 'host' && subject.kind !== 'method' && subject.kind !== 'user') {
    return () => {
      const value = read()
      return value === undefined ? byDefault : rowOf(atomsOf(value))
    }
  }
  // WHY: such texts rarely change from request to request.
  let last: string | undefined
  let row = byDefault
  return () => {
    const value = read()
    if (value !== last) {
      last = value
      row = value === undefined ? byDefault : rowOf(atomsOf(value))
    }
    return row
  }
}

function atomFinders({ values, atomsOfValue, patterns, matches }: TextDimension): readonly AtomsOf[] {
  const finders: AtomsOf[] = []
  if (values.length > 0) {
    const atoms = new Map(
      values.map((value, place) => {
        let mask = 0
        for (let at = atomsOfValue.starts[place]!; at < atomsOfValue.starts[place + 1]!; at++)
          mask |= 1 << atomsOfValue.items[at]!
        return [value, mask]
      }),
    )
    finders.push((value) => atoms.get(value) ?? 0)
  }
  if (patterns !== undefined) finders.push(patternFinder(patterns))
  if (matches.length > 0) {
    finders.push((value) => {
      let atoms = 0
      for (const { operator, value: wanted, atom } of matches) {
        if (textMatches(operator, value, wanted)) atoms |= 1 << atom
      }
      return atoms
    })
  }
  return finders
}

function patternFinder({ index, marks, atomOfSet }: PatternTable): AtomsOf {
  const words = (index.patternCount + 31) >>> 5
  const found = new Uint32Array(words)
  const scratch = new Uint32Array((index.literalChecks.length + 31) >>> 5)
  const buffer = index.literalChecks.length === 0 ? undefined : createScanBuffer(usualLength)
  // For each pattern, the atoms of the sets in which it includes a value, and of the sets from which it excludes a value.
  const speaks = new Int32Array(index.patternCount * 2)
  for (let pattern = 0; pattern < index.patternCount; pattern++) {
    for (let at = marks.starts[pattern]!; at < marks.starts[pattern + 1]!; at++) {
      const mark = marks.items[at]!
      speaks[pattern * 2 + (mark & 1)]! |= 1 << atomOfSet[mark >>> 1]!
    }
  }
  const few = fewPatterns(index)
  if (few !== undefined) {
    return (value) => {
      let atoms = 0
      let refused = 0
      for (let bits = few(value); bits !== 0; bits &= bits - 1) {
        const pattern = 31 - Math.clz32(bits & -bits)
        atoms |= speaks[pattern * 2]!
        refused |= speaks[pattern * 2 + 1]!
      }
      return atoms & ~refused
    }
  }
  return (value) => {
    scanPatterns(index, value, found, scratch, buffer)
    let atoms = 0
    let refused = 0
    for (let word = 0; word < words; word++) {
      for (let bits = found[word]! | 0; bits !== 0; bits &= bits - 1) {
        const pattern = word * 32 + 31 - Math.clz32(bits & -bits)
        atoms |= speaks[pattern * 2]!
        refused |= speaks[pattern * 2 + 1]!
      }
      found[word] = 0
    }
    return atoms & ~refused
  }
}
