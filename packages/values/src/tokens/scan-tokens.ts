import { nextMarkedGram } from './gram-filter.ts'
import { encodeText, bufferFor, type ScanBuffer } from './scan-buffer.ts'
import { maxAgentScan, rowStep, type TokenScan } from './token-scan.ts'

/** WHY: checking after each byte whether a walk is over costs more than walking a few bytes too many. */
const bytesPerCheck = 4

/**
 * Returns the number of the longest token found within the first `limit` (2,048) characters of `text` (the lowest number if
 * several are equally long), or -1 if none is found. Sets, in `out`, bit `i & 31` of word `i >>> 5` for every token `i` found;
 * the caller clears `out`, which has one word per 32 tokens. The character after a whole word (`word`) counts even if it is the
 * first one beyond the limit. Case is ignored in ASCII only; characters outside ASCII are never part of a token, a letter or a
 * digit. O(characters + occurrences); where no token is near, it makes only one lookup every few characters. `buffer`, created by
 * `createScanBuffer(limit)`, avoids an allocation.
 */
export function scanTokens(
  scan: TokenScan,
  text: string,
  out: Uint32Array,
  limit: number = maxAgentScan,
  buffer?: ScanBuffer,
): number {
  if (scan.lengths.length === 0) return -1
  const own = bufferFor(text, limit, buffer)
  return scanBytes(scan, own, encodeText(text, limit, own), out)
}

/** Same as `scanTokens`, for a text that `encodeText` has encoded in `end` bytes. */
export function scanBytes(scan: TokenScan, buffer: ScanBuffer, end: number, out: Uint32Array): number {
  const { filter } = scan
  if (filter.stride === 0) return walk(scan, buffer, 0, end, end, out)
  const near = nextMarkedGram(filter, buffer.view, 0, end)
  return near === -1 ? -1 : walk(scan, buffer, Math.max(0, near - filter.reach), near, end, out)
}

/** Runs the automaton from a byte to beyond a marked gram, and then around those that the filter finds after it. */
function walk(scan: TokenScan, buffer: ScanBuffer, from: number, gram: number, end: number, out: Uint32Array): number {
  const { filter, classes, classCount, rows, steps, otherwise, output } = scan
  const { bytes, view } = buffer
  let best = -1
  let at = from
  for (let near = gram; near !== -1;) {
    let state = 0
    let stop = Math.min(near + 1, end)
    do {
      while (at < stop) {
        const by = classes[bytes[at++]!]!
        let step = steps[state]!
        while (step !== by && step < rowStep) {
          state = otherwise[state]!
          step = steps[state]!
        }
        state = step === by ? state + 1 : rows[(step - rowStep) * classCount + by]!
        if (output[state] !== 0) best = collect(scan, output[state]!, bytes, at, out, best)
      }
      stop = Math.min(at + bytesPerCheck, end)
      // At the root no token has begun, and the filter finds those that follow.
    } while (state !== 0 && at < end)
    near = at < end ? nextMarkedGram(filter, view, at, end) : -1
    // INVARIANT: every token that begins before `at` has been found, so that no byte is read twice.
    at = Math.max(at, near - filter.reach)
  }
  return best
}

/** Marks the tokens of a list, which end before `end`, and returns the better one of them and `best`. */
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
