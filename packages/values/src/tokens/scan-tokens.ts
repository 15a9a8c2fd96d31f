import { nextMarkedGram } from './gram-filter.ts'
import { layOut, roomFor, type TextRoom } from './text-room.ts'
import { maxAgentScan, type TokenScan } from './token-scan.ts'

/** WHY: to ask after each byte whether a walk is over costs more than to walk a few too many. */
const stretch = 4

/**
 * The number of the longest token found within the first `limit` (2,048) characters of `text` (of several as long, the
 * lowest), or -1 when none is. Sets, in `out`, bit `i & 31` of word `i >>> 5` for every token `i` found; the caller clears `out`
 * and gives it a word per 32 tokens. A token at a boundary (`word`) is judged by its true neighbour even where that is
 * the first character left out. Case is ignored in ASCII only; no character outside ASCII is part of a token, a letter
 * or a digit. O(characters + occurrences), and where no token seems near a look every few characters. `room`, made by
 * `createTextRoom(limit)`, spares an allocation.
 */
export function scanTokens(
  scan: TokenScan,
  text: string,
  out: Uint32Array,
  limit: number = maxAgentScan,
  room?: TextRoom,
): number {
  if (scan.lengths.length === 0) return -1
  const own = roomFor(text, limit, room)
  return scanBytes(scan, own, layOut(text, limit, own), out)
}

/** As `scanTokens`, for a text that `layOut` laid out in so many bytes. */
export function scanBytes(scan: TokenScan, room: TextRoom, end: number, out: Uint32Array): number {
  const { filter, classes, classCount, denseCount, rows, output } = scan
  const { bytes, view } = room
  const isFiltered = filter.stride > 0
  let best = -1
  let at = 0
  while (at < end) {
    // INVARIANT: no token that begins before `at` is still to be found, so that no byte is walked over twice.
    const near = isFiltered ? nextMarkedGram(filter, view, at, end) : end
    if (near === -1) break
    if (isFiltered) at = Math.max(at, near - filter.reach)
    let row = 0
    let stop = Math.min(near + 1, end)
    do {
      while (at < stop) {
        const next = rows[row + classes[bytes[at++]!]!]!
        if (next >= 0) {
          row = next
          continue
        }
        let state = ~next
        if (output[state] !== 0) best = collect(scan, output[state]!, bytes, at, out, best)
        while (state >= denseCount && at < end) {
          state = follow(scan, state, classes[bytes[at++]!]!)
          if (output[state] !== 0) best = collect(scan, output[state]!, bytes, at, out, best)
        }
        row = state * classCount
      }
      stop = Math.min(at + stretch, end)
      // At the root no token has begun: those to come show themselves to the filter.
    } while (row !== 0 && at < end)
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
function collect(
  scan: TokenScan,
  list: number,
  bytes: Uint8Array,
  end: number,
  out: Uint32Array,
  best: number,
): number {
  const { listStart, tokens, lengths, words } = scan
  const last = listStart[list + 1]!
  let longest = best
  for (let at = listStart[list]!; at < last; at++) {
    const token = tokens[at]!
    const length = lengths[token]!
    if (words[token] === 1 && (isWordAt(bytes, end - length - 1) || isWordAt(bytes, end))) continue
    out[token >>> 5]! |= 1 << (token & 31)
    if (longest === -1 || length > lengths[longest]! || (length === lengths[longest]! && token < longest)) {
      longest = token
    }
  }
  return longest
}

function isWordAt(bytes: Uint8Array, at: number): boolean {
  if (at < 0) return false
  const code = bytes[at]!
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122)
}
