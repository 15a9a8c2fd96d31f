import { textMatches } from '@tidegate/model'
import { createScanBuffer, fewPatterns, scanPatterns } from '@tidegate/values'
import { usualLength } from '../plan/atom-finders.ts'
import type { PatternTable, TextDimension } from '../plan/dimensions.ts'

/** Finds which atoms of a text dimension with at most 32 of them are true for a value, as the bits of a number. */
export class WordFinders {
  readonly #values: ReadonlyMap<string, number> | undefined
  readonly #patterns: ((value: string) => number) | undefined
  readonly #matches: TextDimension['matches']

  constructor(dimension: TextDimension) {
    this.#values = dimension.values.length > 0 ? atomsByValue(dimension) : undefined
    this.#patterns = dimension.patterns === undefined ? undefined : patternFinder(dimension.patterns)
    this.#matches = dimension.matches
  }

  atomsOf(value: string): number {
    let atoms = this.#values === undefined ? 0 : (this.#values.get(value) ?? 0)
    if (this.#patterns !== undefined) atoms |= this.#patterns(value)
    return this.#matches.length === 0 ? atoms : atoms | this.#matched(value)
  }

  #matched(value: string): number {
    let atoms = 0
    for (const { operator, value: wanted, atom } of this.#matches) {
      if (textMatches(operator, value, wanted)) atoms |= 1 << atom
    }
    return atoms
  }
}

function atomsByValue({ values, atomsOfValue: { starts, items } }: TextDimension): ReadonlyMap<string, number> {
  return new Map(
    values.map((value, place) => {
      let atoms = 0
      for (let at = starts[place]!; at < starts[place + 1]!; at++) atoms |= 1 << items[at]!
      return [value, atoms]
    }),
  )
}

function patternFinder({ index, marks, atomOfSet }: PatternTable): (value: string) => number {
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
