/**
 * A buffer into which texts are encoded as UTF-8, one at a time: typed arrays are read several times as fast as the characters of a
 * string. It belongs to the caller of the scan, and its content does not matter between two scans.
 */
export interface ScanBuffer {
  readonly bytes: Uint8Array
  readonly view: DataView
}

/** Bytes that are read beyond the end of a text: the character after the limit, and the rest of a word of four bytes. */
const margin = 4

const encoder = new TextEncoder()

/** Creates a buffer for any text of at most this number of characters. */
export function createScanBuffer(characters: number): ScanBuffer {
  const bytes = new Uint8Array(characters * 3 + margin)
  return { bytes, view: new DataView(bytes.buffer) }
}

/** Returns the given buffer if it is large enough for the first `limit` characters of a text, or otherwise a new one. */
export function bufferFor(text: string, limit: number, buffer: ScanBuffer | undefined): ScanBuffer {
  const characters = Math.min(text.length, limit)
  return buffer !== undefined && buffer.bytes.length >= characters * 3 + margin ? buffer : createScanBuffer(characters)
}

/**
 * Encodes the first `limit` characters of a text and returns the number of bytes. The byte after them stands for the next
 * character: its code in ASCII, 128 for any other one, 0 at the end of the text. O(limit).
 *
 * WHY: characters outside ASCII, including broken UTF-16, become bytes from 128 on, so that a search for ASCII finds the same in
 * the bytes as in the text. `encodeInto` copies 16 characters at a time.
 */
export function encodeText(text: string, limit: number, buffer: ScanBuffer): number {
  const isCut = text.length > limit
  const end = encoder.encodeInto(isCut ? text.slice(0, limit) : text, buffer.bytes).written
  buffer.bytes[end] = isCut ? Math.min(text.charCodeAt(limit), 128) : 0
  return end
}
