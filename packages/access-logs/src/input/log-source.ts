/** A log, and how to read it. */
export interface LogSource {
  /** The name that the user gave; `-` is standard input. */
  readonly name: string
  /** The size as stored, before decompression; undefined if it is not known in advance. */
  readonly bytes: number | undefined
  /** Opens the stored bytes. */
  readonly open: () => AsyncIterable<Uint8Array>
}
