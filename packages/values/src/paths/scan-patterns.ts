import { scanTokens } from '../tokens/scan-tokens.ts'
import { foldedLength, foldPath } from './fold-path.ts'
import { holdsPattern, type PatternCheck } from './pattern-check.ts'
import type { PatternIndex } from './pattern-index.ts'
import { childOf, entryHolds } from './prefix-index.ts'

/**
 * Sets, in `out`, bit `i & 31` of word `i >>> 5` for every pattern `i` that matches the path; other bits stay as they
 * are. `out` has a word per 32 patterns. `scratch` spares an allocation where patterns are filed by a literal: a word
 * per 32 of `index.literalChecks`, whatever it holds. O(path + checks of the patterns that the path makes likely).
 */
export function scanPatterns(
  index: PatternIndex,
  path: string,
  out: Uint32Array,
  scratch: Uint32Array = new Uint32Array((index.literalChecks.length + 31) >>> 5),
): void {
  const { exactly, prefixes, literals, literalChecks, checks } = index
  const { classes, classCount, denseCount, rows, lists } = prefixes
  // WHY: the walk and the scan fold by their classes, so that only a check needs the folded path itself.
  let text = exactly ? path : undefined
  const length = exactly ? path.length : foldedLength(path)
  if (lists[0] !== 0) text = markEntries(index, lists[0]!, path, 0, length, text, out)
  let state = 0
  for (let at = 0; at < length; at++) {
    const code = path.charCodeAt(at)
    const by = code < 128 ? classes[code]! : 0
    state = state < denseCount ? rows[state * classCount + by]! : childOf(prefixes, state, by)
    if (state === 0) break
    if (lists[state] !== 0) text = markEntries(index, lists[state]!, path, at + 1, length, text, out)
  }
  if (literalChecks.length === 0) return
  scratch.fill(0)
  if (scanTokens(literals, path, scratch, length) === -1) return
  text ??= foldPath(path)
  for (let word = 0; word << 5 < literalChecks.length; word++) {
    for (let bits = scratch[word]!; bits !== 0; bits &= bits - 1) {
      mark(checks[literalChecks[(word << 5) + 31 - Math.clz32(bits & -bits)]!]!, text, out)
    }
  }
}

/**
 * Marks the patterns of a list, whose literal the path holds before `end`; returns the text to check on, if by now it
 * is known.
 */
function markEntries(
  index: PatternIndex,
  list: number,
  path: string,
  end: number,
  length: number,
  text: string | undefined,
  out: Uint32Array,
): string | undefined {
  const { listStart, holds, targets } = index.prefixes
  const last = listStart[list + 1]!
  let checked = text
  for (let entry = listStart[list]!; entry < last; entry++) {
    const when = holds[entry]
    const target = targets[entry]!
    if (when === entryHolds.ifChecked) {
      checked ??= foldPath(path)
      mark(index.checks[target]!, checked, out)
    } else if (
      when === entryHolds.always ||
      end === length ||
      (when === entryHolds.atSlash && path.charCodeAt(end) === 47)
    ) {
      out[target >>> 5]! |= 1 << (target & 31)
    }
  }
  return checked
}

function mark(check: PatternCheck, text: string, out: Uint32Array): void {
  if (holdsPattern(check, text)) out[check.pattern >>> 5]! |= 1 << (check.pattern & 31)
}
