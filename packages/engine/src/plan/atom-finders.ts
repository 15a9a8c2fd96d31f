import { textMatches } from '@tidegate/model'
import { createScanBuffer, scanPatterns } from '@tidegate/values'
import type { PatternTable, TextDimension } from './dimensions.ts'

/** Calls `hold` for every atom (simple fact of the dimension) that is true for a value. */
export type AtomFinder = (value: string, hold: (atom: number) => void) => void

/** Usual maximum length of a path; a longer target gets a buffer of its own. */
export const usualLength = 2_048

/** The functions that together find the atoms of a text dimension, except those for bots and for whether there is a value. Each has its own scratch arrays. */
export function atomFinders({ values, atomsOfValue, patterns, matches }: TextDimension): readonly AtomFinder[] {
  const finders: AtomFinder[] = []
  if (values.length > 0) {
    const places = new Map(values.map((value, place) => [value, place]))
    finders.push((value, hold) => {
      const place = places.get(value)
      if (place === undefined) return
      for (let at = atomsOfValue.starts[place]!; at < atomsOfValue.starts[place + 1]!; at++)
        hold(atomsOfValue.items[at]!)
    })
  }
  if (patterns !== undefined) finders.push(patternFinder(patterns))
  if (matches.length > 0) {
    finders.push((value, hold) => {
      for (const match of matches) if (textMatches(match.operator, value, match.value)) hold(match.atom)
    })
  }
  return finders
}

function patternFinder({ index, marks, atomOfSet }: PatternTable): AtomFinder {
  const found = new Uint32Array((index.patternCount + 31) >>> 5)
  const scratch = new Uint32Array((index.literalChecks.length + 31) >>> 5)
  const buffer = index.literalChecks.length === 0 ? undefined : createScanBuffer(usualLength)
  // Bit 0: a pattern includes the value in the set; bit 1: a pattern excludes it.
  const spoken = new Uint8Array(atomOfSet.length)
  const touched = new Int32Array(atomOfSet.length)
  return (value, hold) => {
    scanPatterns(index, value, found, scratch, buffer)
    let touchedCount = 0
    for (let word = 0; word < found.length; word++) {
      for (let bits = found[word]! | 0; bits !== 0; bits &= bits - 1) {
        const pattern = word * 32 + 31 - Math.clz32(bits & -bits)
        for (let at = marks.starts[pattern]!; at < marks.starts[pattern + 1]!; at++) {
          const set = marks.items[at]! >>> 1
          if (spoken[set] === 0) touched[touchedCount++] = set
          spoken[set]! |= 1 << (marks.items[at]! & 1)
        }
      }
      found[word] = 0
    }
    for (let i = 0; i < touchedCount; i++) {
      const set = touched[i]!
      if (spoken[set] === 1) hold(atomOfSet[set]!)
      spoken[set] = 0
    }
  }
}
