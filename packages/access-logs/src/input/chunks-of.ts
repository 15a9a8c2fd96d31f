import { LogError } from '../log-error.ts'
import { createChunker, type CutChunk } from './chunker.ts'
import type { LogSource } from './log-source.ts'
import { cannotRead } from './log-sources.ts'
import { decompress } from './decompress.ts'

/** Options of `chunksOf`. */
export interface ChunksOptions {
  /** If it is aborted, reading ends at the current position. */
  readonly signal: AbortSignal
  /** Called with the number of stored bytes, as they arrive. */
  readonly onBytes: (count: number) => void
  /** Called with the reason if decompression fails, for instance because a gzip file is truncated. */
  readonly onBroken: (reason: string) => void
}

/**
 * Yields the decompressed chunks of a log. Throws a `LogError` if reading fails. If only decompression fails, calls `onBroken` and ends
 * after the last whole line that could be decompressed. If the caller leaves the loop, open files are closed.
 */
export async function* chunksOf(source: LogSource, options: ChunksOptions): AsyncGenerator<CutChunk, void> {
  const { signal, onBytes, onBroken } = options
  const chunker = createChunker()
  let isWhole = true
  try {
    for await (const bytes of decompress(counted(source, onBytes), source.name)) {
      yield* chunker.push(bytes)
      if (signal.aborted) break
    }
  } catch (error) {
    if (error instanceof LogError) throw error
    // An interruption aborts the pending read.
    if (!signal.aborted && !isDecompressionError(error)) throw cannotRead(source.name, error)
    if (isDecompressionError(error)) {
      isWhole = false
      onBroken(`decompression failed: ${error.message}`)
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

function isDecompressionError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z')
}
