/** Where a log comes from. */
export interface LogSource {
  /** As the user named it; `-` is standard input. */
  readonly name: string
  /** Bytes as they are stored, before anything is unpacked; undefined where that is not known beforehand. */
  readonly bytes: number | undefined
  /** The stored bytes, once. */
  readonly open: () => AsyncIterable<Uint8Array>
}
