import type { LogChunk } from '../log-chunk.ts'

/** Splits bytes into chunks of whole lines as they arrive. A chunk is valid until the next one is requested. */
export interface Chunker {
  /** Adds bytes; the caller may reuse them after it has consumed all of these chunks. */
  readonly push: (bytes: Uint8Array) => Iterable<CutChunk>
  /** The remaining bytes, including a last line without a line break. */
  readonly end: () => Iterable<CutChunk>
  /** The remaining whole lines, for a log that ended prematurely. */
  readonly stop: () => Iterable<CutChunk>
}

/** A chunk of whole lines. `cut`: it is one line that was too long, and only its beginning is kept. */
export interface CutChunk extends LogChunk {
  readonly cut: boolean
}

/** The longest line that is read, in bytes. nginx and Apache write at most about 130,000 bytes if every octet is escaped. */
export const maxLineBytes = 262_144

const chunkBytes = 65_536
const keptOfLongLine = 1_024
const lineBreak = 10

/**
 * Creates a chunker with one buffer of 64 KiB, which is decoded when it is full. The buffer grows up to `maxLineBytes` for a line
 * that does not fit, so memory is bounded whatever the log contains.
 */
export function createChunker(): Chunker {
  let buffer = Buffer.allocUnsafeSlow(chunkBytes)
  let used = 0
  // Whether the rest of a line that was too long is being skipped.
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

  /** Emits the whole lines, and keeps what follows them. */
  function* flush(): Iterable<CutChunk> {
    if (skipping && !skipToBreak()) return
    const end = buffer.lastIndexOf(lineBreak, used - 1) + 1
    if (end > 0 && used > 0) {
      yield* emit(end, false)
      return
    }
    if (used < buffer.length) return
    if (buffer.length < maxLineBytes) {
      const larger = Buffer.allocUnsafeSlow(buffer.length * 2)
      larger.set(buffer)
      buffer = larger
    } else {
      const rest = used
      used = keptOfLongLine
      yield* emit(keptOfLongLine, true)
      used = 0
      skipping = rest > 0
    }
  }

  function* emit(end: number, cut: boolean): Iterable<CutChunk> {
    yield { text: buffer.toString('latin1', 0, end), bytes: buffer, cut }
    buffer.copyWithin(0, end, used)
    used -= end
  }

  /** Returns false if the long line continues. */
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
    if (used > 0) yield* emit(used, false)
  }

  function* stop(): Iterable<CutChunk> {
    if (skipping) skipToBreak()
    const whole = used === 0 ? 0 : buffer.lastIndexOf(lineBreak, used - 1) + 1
    if (whole > 0) yield* emit(whole, false)
  }

  return { push, end, stop }
}
