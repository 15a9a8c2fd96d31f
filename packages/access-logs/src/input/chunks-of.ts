import { LogError } from '../log-error.ts'
import { createChunker, type CutChunk } from './chunker.ts'
import type { LogSource } from './log-source.ts'
import { cannotRead } from './log-sources.ts'
import { unpack } from './decompress.ts'

/** What reading a log's chunks needs and tells. */
export interface ChunksOptions {
  /** Reading ends where it is when it is aborted. */
  readonly signal: AbortSignal
  /** Told of stored bytes as they come. */
  readonly onBytes: (count: number) => void
  /** Told why the log could not be read to its end, where it breaks off (a cut gzip). */
  readonly onBroken: (reason: string) => void
}

/** The chunks of a log, unpacked. Throws `LogError` where it cannot be read at all. Leaving the loop closes what is open. */
export async function* chunksOf(source: LogSource, options: ChunksOptions): AsyncGenerator<CutChunk, void> {
  const { signal, onBytes, onBroken } = options
  const chunker = createChunker()
  let isWhole = true
  try {
    for await (const bytes of unpack(counted(source, onBytes), source.name)) {
      yield* chunker.push(bytes)
      if (signal.aborted) break
    }
  } catch (error) {
    if (error instanceof LogError) throw error
    // An interruption ends what is being waited for.
    if (!signal.aborted && !isUnpackError(error)) throw cannotRead(source.name, error)
    if (isUnpackError(error)) {
      isWhole = false
      onBroken(`it cannot be unpacked further: ${error.message}`)
    }
  }
  yield* isWhole && !signal.aborted ? chunker.end() : chunker.stop()
}

async function* counted(source: LogSource, onBytes: (count: number) => void): AsyncIterable<Uint8Array> {
  for await (const bytes of source.open()) {
    onBytes(bytes.length)
    yield bytes
  }
}

function isUnpackError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z')
}
