import type { LogChunk } from '../log-chunk.ts'

/** Makes chunks of whole lines from bytes as they come. A chunk is good until the next one is asked for. */
export interface Chunker {
  /** Takes bytes; they may be used again once all of these chunks have been asked for. */
  readonly push: (bytes: Uint8Array) => Iterable<CutChunk>
  /** What is there, a last line that no break ends among it. */
  readonly end: () => Iterable<CutChunk>
  /** The whole lines that are there, where more would have come. */
  readonly stop: () => Iterable<CutChunk>
}

/** A chunk. `cut`: one line that was too long, of which only the beginning is kept. */
export interface CutChunk extends LogChunk {
  readonly cut: boolean
}

/** The longest line that is read, in bytes. nginx and Apache write at most some 130,000 with every octet escaped. */
export const longestLine = 262_144

const chunkBytes = 65_536
const keptOfLong = 1_024
const lineBreak = 10

/**
 * A chunker with one buffer of 64 KiB, decoded at once when it is full; it grows to `longestLine` for a line that does not fit, so
 * that memory is bounded whatever is in the log.
 */
export function createChunker(): Chunker {
  let buffer = Buffer.allocUnsafeSlow(chunkBytes)
  let used = 0
  // Passing over the rest of a line that was too long.
  let skipping = false

  function* push(bytes: Uint8Array): Iterable<CutChunk> {
    let from = 0
    while (from < bytes.length) {
      const count = Math.min(bytes.length - from, buffer.length - used)
      buffer.set(bytes.subarray(from, from + count), used)
      used += count
      from += count
      if (used === buffer.length) yield* flush()
    }
  }

  /** Hands on the whole lines, and keeps what stands behind them. */
  function* flush(): Iterable<CutChunk> {
    if (skipping && !skipToBreak()) return
    const end = buffer.lastIndexOf(lineBreak, used - 1) + 1
    if (end > 0 && used > 0) {
      yield* handOn(end, false)
      return
    }
    if (used < buffer.length) return
    if (buffer.length < longestLine) {
      const larger = Buffer.allocUnsafeSlow(buffer.length * 2)
      larger.set(buffer)
      buffer = larger
    } else {
      const rest = used
      used = keptOfLong
      yield* handOn(keptOfLong, true)
      used = 0
      skipping = rest > 0
    }
  }

  function* handOn(end: number, cut: boolean): Iterable<CutChunk> {
    yield { text: buffer.toString('latin1', 0, end), bytes: buffer, cut }
    buffer.copyWithin(0, end, used)
    used -= end
  }

  /** False when the long line goes on. */
  function skipToBreak(): boolean {
    const end = buffer.subarray(0, used).indexOf(lineBreak)
    skipping = end < 0
    const from = end < 0 ? used : end + 1
    buffer.copyWithin(0, from, used)
    used -= from
    return !skipping
  }

  function* end(): Iterable<CutChunk> {
    if (skipping) skipToBreak()
    if (used > 0) yield* handOn(used, false)
  }

  function* stop(): Iterable<CutChunk> {
    if (skipping) skipToBreak()
    const whole = used === 0 ? 0 : buffer.lastIndexOf(lineBreak, used - 1) + 1
    if (whole > 0) yield* handOn(whole, false)
  }

  return { push, end, stop }
}
