import { foldedLength } from './fold-path.ts'
import type { PatternIndex } from './pattern-index.ts'
import { childOf, entryHolds, type PrefixEntry, type PrefixIndex } from './prefix-index.ts'

/** Which patterns match a path: a bit for each. */
export type FewPatterns = (path: string) => number

/** More of them are found faster by walking the path down the index. */
const maxPatterns = 6

/**
 * Tells, of an index of at most six patterns, all settled by what a path begins with, which match: the same as `scanPatterns`, by comparing
 * the path with each. Undefined for other indices.
 *
 * WHY: a few short texts are one or two lines of memory each, an index is some twenty, which a server that does other work between
 * two requests finds far away.
 */
export function fewPatterns(index: PatternIndex): FewPatterns | undefined {
  if (index.patternCount > maxPatterns || index.checks.length > 0) return undefined
  const entries = entriesOf(index.prefixes)
  const { exactly } = index
  return (path) => {
    const length = exactly ? path.length : foldedLength(path)
    let found = 0
    for (let i = 0; i < entries.length; i++) {
      const { literal, holds, target } = entries[i]!
      const end = literal.length
      if (!beginsWith(path, length, literal, exactly)) continue
      if (
        holds === entryHolds.always ||
        end === length ||
        (holds === entryHolds.atSlash && path.charCodeAt(end) === 47)
      ) {
        found |= 1 << target
      }
    }
    return found
  }
}

function beginsWith(path: string, length: number, literal: string, exactly: boolean): boolean {
  if (length < literal.length) return false
  for (let at = 0; at < literal.length; at++) {
    const code = path.charCodeAt(at)
    const read = !exactly && code >= 65 && code <= 90 ? code | 32 : code
    if (read !== literal.charCodeAt(at)) return false
  }
  return true
}

/** What an index was made of. O(states × classes). */
function entriesOf(prefixes: PrefixIndex): readonly PrefixEntry[] {
  const { classes, classCount, lists, listStart, holds, targets } = prefixes
  const characters: string[] = []
  // WHY: of the letters of one class the last is the small one, as literals have it where case does not count.
  for (const [code, byClass] of classes.entries()) characters[byClass] = String.fromCharCode(code)
  const entries: PrefixEntry[] = []
  const visit = (state: number, literal: string): void => {
    const list = lists[state]!
    for (let entry = listStart[list]!; entry < listStart[list + 1]!; entry++) {
      entries.push({ literal, holds: holds[entry] as PrefixEntry['holds'], target: targets[entry]! })
    }
    for (let by = 1; by < classCount; by++) {
      const child = childOf(prefixes, state, by)
      if (child !== 0) visit(child, literal + characters[by]!)
    }
  }
  visit(0, '')
  return entries
}
