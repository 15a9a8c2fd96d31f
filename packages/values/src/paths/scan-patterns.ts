import { scanTokens } from '../tokens/scan-tokens.ts'
import type { ScanBuffer } from '../tokens/scan-buffer.ts'
import { foldedLength, foldPath } from './fold-path.ts'
import { holdsPattern, type PatternCheck } from './pattern-check.ts'
import type { PatternIndex } from './pattern-index.ts'
import { childOf, entryHolds } from './prefix-index.ts'

/**
 * Sets, in `out`, bit `i & 31` of word `i >>> 5` for every pattern `i` that matches the path; other bits are kept. `out` has one
 * word per 32 patterns. `scratch` avoids an allocation if patterns are filed by a literal: one word per 32 of
 * `index.literalChecks`, with any content. So does `buffer`, created by `createScanBuffer` for paths of typical length. O(path +
 * checks of the patterns that the path makes likely).
 */
export function scanPatterns(
  index: PatternIndex,
  path: string,
  out: Uint32Array,
  scratch: Uint32Array = new Uint32Array((index.literalChecks.length + 31) >>> 5),
  buffer?: ScanBuffer,
): void {
  const { exactly, literals, literalChecks, checks } = index
  const length = exactly ? path.length : foldedLength(path)
  let text = walkPrefixes(index, path, length, out)
  if (literalChecks.length === 0) return
  for (let word = 0; word << 5 < literalChecks.length; word++) scratch[word] = 0
  if (scanTokens(literals, path, scratch, length, buffer) === -1) return
  text ??= foldPath(path)
  for (let word = 0; word << 5 < literalChecks.length; word++) {
    for (let bits = scratch[word]!; bits !== 0; bits &= bits - 1) {
      mark(checks[literalChecks[(word << 5) + 31 - Math.clz32(bits & -bits)]!]!, text, out)
    }
  }
}

/**
 * Marks the patterns filed under the beginning of the path; returns the text to check on, if it is known by now.
 *
 * WHY: the walk folds by its classes, as the scan for literals does, so that only a check needs the folded path itself.
 */
function walkPrefixes(index: PatternIndex, path: string, length: number, out: Uint32Array): string | undefined {
  const { prefixes } = index
  const { classes, classCount, denseCount, rows, lists } = prefixes
  let text = index.exactly ? path : undefined
  if (lists[0] !== 0) text = markEntries(index, lists[0]!, path, 0, length, text, out)
  let row = 0
  for (let at = 0; at < length;) {
    const code = path.charCodeAt(at++)
    const next = rows[row + (code < 128 ? classes[code]! : 0)]!
    if (next > 0) {
      row = next
      continue
    }
    if (next === 0) break
    let state = ~next
    if (lists[state] !== 0) text = markEntries(index, lists[state]!, path, at, length, text, out)
    while (state >= denseCount && at < length) {
      const deepCode = path.charCodeAt(at++)
      state = childOf(prefixes, state, deepCode < 128 ? classes[deepCode]! : 0)
      if (state === 0) return text
      if (lists[state] !== 0) text = markEntries(index, lists[state]!, path, at, length, text, out)
    }
    row = state * classCount
  }
  return text
}

/**
 * Marks the patterns of a list whose literal ends before `end` in the path; returns the text to check on, if it is known by now.
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
