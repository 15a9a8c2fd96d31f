/** A piece of a log that begins and ends with whole lines. */
export interface LogChunk {
  /** One character per octet (Latin-1). */
  readonly text: string
  /** The same octets. The buffer is reused for the next chunk: take what is needed longer from `text`. */
  readonly bytes: Uint8Array
}

/** Creates the chunk of a text. Characters above Latin-1 are kept in `text`, and are non-ASCII bytes in `bytes`. */
export function chunkOf(text: string): LogChunk {
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at++) bytes[at] = Math.min(text.charCodeAt(at), 255)
  return { text, bytes }
}

/** Returns the end of the line that starts at `at`: the index of its line feed, or the end of the chunk. */
export function lineEnd({ text }: LogChunk, at: number): number {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end
}

/** Returns the index of the first `byte` from `at` on, or `end` if there is none before it. */
export function findByte(bytes: Uint8Array, byte: number, at: number, end: number): number {
  let i = at
  while (i < end && bytes[i] !== byte) i++
  return i
}
