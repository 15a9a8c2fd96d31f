import { foldedLength } from './fold-path.ts'
import type { PatternIndex } from './pattern-index.ts'
import { childOf, entryHolds, type PrefixEntry, type PrefixIndex } from './prefix-index.ts'

/** Returns which patterns match a path, one bit each. */
export type FewPatterns = (path: string) => number

/** With more patterns, walking the path down the index is faster. */
const maxPatterns = 6

/**
 * Returns a matcher for an index of at most six patterns that are all decided by the beginning of a path. It gives the same
 * result as `scanPatterns`, by comparing the path with each pattern. Undefined for other indices.
 *
 * WHY: a few short texts are one or two cache lines each. An index takes about twenty cache lines, which are no longer in the
 * cache if the server does other work between two requests.
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

/** The entries that an index was built from. O(states × classes). */
function entriesOf(prefixes: PrefixIndex): readonly PrefixEntry[] {
  const { classes, classCount, lists, listStart, holds, targets } = prefixes
  const characters: string[] = []
  // WHY: the last letter of a class is the lower-case one, as in literals if case is ignored.
  for (const [code, byClass] of classes.entries()) characters[byClass] = String.fromCharCode(code)
  const entries: PrefixEntry[] = []
  // WHY: without recursion, because a literal may be longer than the stack is deep.
  const waiting = [{ state: 0, literal: '' }]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { state, literal } = next
    const list = lists[state]!
    for (let entry = listStart[list]!; entry < listStart[list + 1]!; entry++) {
      entries.push({ literal, holds: holds[entry] as PrefixEntry['holds'], target: targets[entry]! })
    }
    for (let by = classCount - 1; by >= 1; by--) {
      const child = childOf(prefixes, state, by)
      if (child !== 0) waiting.push({ state: child, literal: literal + characters[by]! })
    }
  }
  return entries
}
