import { scanTokens } from '../tokens/scan-tokens.ts'
import { foldPath } from './fold-path.ts'
import { holdsPattern } from './pattern-check.ts'
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
  const text = index.exactly ? path : foldPath(path)
  walkPrefixes(index, text, out)
  if (index.literalChecks.length > 0) checkLiterals(index, text, out, scratch)
}

function walkPrefixes(index: PatternIndex, path: string, out: Uint32Array): void {
  const { prefixes } = index
  const { classes, classCount, denseCount, rows, lists } = prefixes
  if (lists[0] !== 0) markEntries(index, lists[0]!, path, 0, out)
  let state = 0
  for (let at = 0; at < path.length; at++) {
    const code = path.charCodeAt(at)
    const by = code < 128 ? classes[code]! : 0
    state = state < denseCount ? rows[state * classCount + by]! : childOf(prefixes, state, by)
    if (state === 0) return
    if (lists[state] !== 0) markEntries(index, lists[state]!, path, at + 1, out)
  }
}

/** Marks the patterns of a list, whose literal the path holds before `end`. */
function markEntries(index: PatternIndex, list: number, path: string, end: number, out: Uint32Array): void {
  const { listStart, holds, targets } = index.prefixes
  const last = listStart[list + 1]!
  for (let entry = listStart[list]!; entry < last; entry++) {
    const when = holds[entry]
    const target = targets[entry]!
    if (when === entryHolds.ifChecked) {
      const check = index.checks[target]!
      if (holdsPattern(check, path)) out[check.pattern >>> 5]! |= 1 << (check.pattern & 31)
    } else if (
      when === entryHolds.always ||
      end === path.length ||
      (when === entryHolds.atSlash && path.charCodeAt(end) === 47)
    ) {
      out[target >>> 5]! |= 1 << (target & 31)
    }
  }
}

function checkLiterals(index: PatternIndex, path: string, out: Uint32Array, scratch: Uint32Array): void {
  const words = (index.literalChecks.length + 31) >>> 5
  scratch.fill(0)
  if (scanTokens(index.literals, path, scratch, path.length) === -1) return
  for (let word = 0; word < words; word++) {
    for (let bits = scratch[word]!; bits !== 0; bits &= bits - 1) {
      const literal = (word << 5) + (31 - Math.clz32(bits & -bits))
      const check = index.checks[index.literalChecks[literal]!]!
      if (holdsPattern(check, path)) out[check.pattern >>> 5]! |= 1 << (check.pattern & 31)
    }
  }
}
