/**
 * Room in which texts are laid out as UTF-8, one after the other: typed arrays are read several times as fast as the
 * characters of a string. It belongs to whoever scans, and holds nothing of use between two scans.
 */
export interface ScanBuffer {
  readonly bytes: Uint8Array
  readonly view: DataView
}

/** Read beyond the end of a text: the character behind the limit, and what a word of four bytes holds besides. */
const margin = 4

const encoder = new TextEncoder()

/** Room for any text of so many characters. */
export function createScanBuffer(characters: number): ScanBuffer {
  const bytes = new Uint8Array(characters * 3 + margin)
  return { bytes, view: new DataView(bytes.buffer) }
}

/** The given buffer, if it is large enough for the first `limit` characters of a text; else one made for the occasion. */
export function bufferFor(text: string, limit: number, buffer: ScanBuffer | undefined): ScanBuffer {
  const characters = Math.min(text.length, limit)
  return buffer !== undefined && buffer.bytes.length >= characters * 3 + margin ? buffer : createScanBuffer(characters)
}

/**
 * Lays out the first `limit` characters of a text and returns the number of their bytes. Behind them stands a byte for
 * the next character: itself in ASCII, 128 beyond it, 0 where the text ends. O(limit).
 *
 * WHY: characters beyond ASCII become bytes from 128 on, broken UTF-16 too, so that whoever looks for ASCII finds in the
 * bytes what is in the text and nothing else. `encodeInto` copies 16 characters at a time.
 */
export function encodeText(text: string, limit: number, buffer: ScanBuffer): number {
  const isCut = text.length > limit
  const end = encoder.encodeInto(isCut ? text.slice(0, limit) : text, buffer.bytes).written
  buffer.bytes[end] = isCut ? Math.min(text.charCodeAt(limit), 128) : 0
  return end
}
