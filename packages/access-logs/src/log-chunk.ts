/** A piece of a log that begins and ends with whole lines. */
export interface LogChunk {
  /** One character for each octet (Latin-1). */
  readonly text: string
  /** The same octets. Used again for the next chunk: what is needed longer is taken from `text`. */
  readonly bytes: Uint8Array
}

/** The chunk that a text makes. Characters beyond Latin-1 are kept in `text`, and are no ASCII in `bytes`. */
export function chunkOf(text: string): LogChunk {
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at++) bytes[at] = Math.min(text.charCodeAt(at), 255)
  return { text, bytes }
}

/** The end of the line that begins at `at`: where its `\n` stands, or the end of the chunk. */
export function lineEnd({ text }: LogChunk, at: number): number {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end
}

/** Where `byte` first stands from `at` on, `end` if not before it. */
export function findByte(bytes: Uint8Array, byte: number, at: number, end: number): number {
  let i = at
  while (i < end && bytes[i] !== byte) i++
  return i
}
