import { nextMarkedGram } from './gram-filter.ts'
import { encodeText, bufferFor, type ScanBuffer } from './scan-buffer.ts'
import { maxAgentScan, rowStep, type TokenScan } from './token-scan.ts'

/** WHY: to ask after each byte whether a walk is over costs more than to walk a few too many. */
const stretch = 4

/**
 * The number of the longest token found within the first `limit` (2,048) characters of `text` (of several as long, the
 * lowest), or -1 when none is. Sets, in `out`, bit `i & 31` of word `i >>> 5` for every token `i` found; the caller clears `out`
 * and gives it a word per 32 tokens. A token at a boundary (`word`) is judged by its true neighbour even where that is
 * the first character left out. Case is ignored in ASCII only; no character outside ASCII is part of a token, a letter
 * or a digit. O(characters + occurrences), and where no token seems near a look every few characters. `buffer`, made by
 * `createScanBuffer(limit)`, spares an allocation.
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

/** As `scanTokens`, for a text that `encodeText` laid out in so many bytes. */
export function scanBytes(scan: TokenScan, buffer: ScanBuffer, end: number, out: Uint32Array): number {
  const { filter } = scan
  if (filter.stride === 0) return walk(scan, buffer, 0, end, end, out)
  const near = nextMarkedGram(filter, buffer.view, 0, end)
  return near === -1 ? -1 : walk(scan, buffer, Math.max(0, near - filter.reach), near, end, out)
}

/** Walks from a byte on until beyond a marked gram, and so around those that the filter finds behind it. */
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
      stop = Math.min(at + stretch, end)
      // At the root no token has begun: those to come show themselves to the filter.
    } while (state !== 0 && at < end)
    near = at < end ? nextMarkedGram(filter, view, at, end) : -1
    // INVARIANT: no token that begins before `at` is still to be found, so that no byte is walked over twice.
    at = Math.max(at, near - filter.reach)
  }
  return best
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
