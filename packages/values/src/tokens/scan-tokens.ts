import { maxAgentScan, type TokenScan } from './token-scan.ts'

/**
 * The number of the longest token found within the first `limit` (2,048) characters of `text` (of several as long, the
 * lowest), or -1 when none is. Sets, in `out`, bit `i & 31` of word `i >>> 5` for every token `i` found; the caller clears `out`
 * and gives it a word per 32 tokens. A token at a boundary (`word`) is judged by its true neighbour even where that is
 * the first character left out. Case is ignored in ASCII only; no character outside ASCII is part of a token, a letter
 * or a digit. O(characters + occurrences), nothing allocated.
 */
export function scanTokens(scan: TokenScan, text: string, out: Uint32Array, limit: number = maxAgentScan): number {
  const { classes, classCount, denseCount, rows, output } = scan
  const end = Math.min(text.length, limit)
  let best = -1
  let row = 0
  for (let at = 0; at < end; at++) {
    const code = text.charCodeAt(at)
    const next = rows[row + (code < 128 ? classes[code]! : 0)]!
    if (next >= 0) {
      row = next
      continue
    }
    let state = ~next
    if (output[state] !== 0) best = collect(scan, output[state]!, text, at + 1, out, best)
    while (state >= denseCount && at + 1 < end) {
      const deepCode = text.charCodeAt(++at)
      state = follow(scan, state, deepCode < 128 ? classes[deepCode]! : 0)
      if (output[state] !== 0) best = collect(scan, output[state]!, text, at + 1, out, best)
    }
    row = state * classCount
  }
  return best
}

/** The state after a character, from a state without a row. */
function follow(scan: TokenScan, from: number, by: number): number {
  const { denseCount, firstChild, enteredBy, suffix } = scan
  let state = from
  while (state >= denseCount) {
    const last = firstChild[state + 1]!
    for (let child = firstChild[state]!; child < last; child++) {
      if (enteredBy[child] === by) return child
    }
    state = suffix[state]!
  }
  const next = scan.rows[state * scan.classCount + by]!
  return next >= 0 ? next / scan.classCount : ~next
}

/** Marks the tokens of a list, which end before `end`, and returns the better of them and `best`. */
function collect(scan: TokenScan, list: number, text: string, end: number, out: Uint32Array, best: number): number {
  const { listStart, tokens, lengths, words } = scan
  const last = listStart[list + 1]!
  let longest = best
  for (let at = listStart[list]!; at < last; at++) {
    const token = tokens[at]!
    const length = lengths[token]!
    if (words[token] === 1 && (isWordAt(text, end - length - 1) || isWordAt(text, end))) continue
    out[token >>> 5]! |= 1 << (token & 31)
    if (longest === -1 || length > lengths[longest]! || (length === lengths[longest]! && token < longest)) {
      longest = token
    }
  }
  return longest
}

function isWordAt(text: string, at: number): boolean {
  if (at < 0 || at >= text.length) return false
  const code = text.charCodeAt(at)
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122)
}
