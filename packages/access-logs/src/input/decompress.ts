import { Readable, type Transform } from 'node:stream'
import * as zlib from 'node:zlib'
import { LogError } from '../log-error.ts'

/** How a log's bytes are stored. */
export type Compression = 'plain' | 'gzip' | 'zstd' | 'bzip2' | 'xz' | 'utf-16'

/** Returns the compression that the first bytes indicate; file names are not considered. */
export function compressionOf(head: Uint8Array): Compression {
  const starts = (...bytes: readonly number[]): boolean => bytes.every((byte, index) => head[index] === byte)
  if (starts(0x1f, 0x8b)) return 'gzip'
  if (starts(0x28, 0xb5, 0x2f, 0xfd)) return 'zstd'
  if (starts(0x42, 0x5a, 0x68)) return 'bzip2'
  if (starts(0xfd, 0x37, 0x7a, 0x58, 0x5a)) return 'xz'
  if (starts(0xff, 0xfe) || starts(0xfe, 0xff)) return 'utf-16'
  return 'plain'
}

/** Yields the bytes of a log's text, decompressed if necessary. Throws `LogError` for formats that are not supported here. */
export async function* decompress(stored: AsyncIterable<Uint8Array>, name: string): AsyncIterable<Uint8Array> {
  const chunks = stored[Symbol.asyncIterator]()
  try {
    const first = await firstBytes(chunks)
    if (first === undefined) return
    const decompressor = decompressorOf(compressionOf(first), name)
    if (decompressor === undefined) {
      yield first
      yield* rest(chunks)
      return
    }
    const compressed = Readable.from(copies(first, chunks), { objectMode: false })
    compressed.on('error', (error) => decompressor.destroy(error))
    yield* compressed.pipe(decompressor) as AsyncIterable<Uint8Array>
  } finally {
    await chunks.return?.()
  }
}

/** Reads enough bytes to detect the compression, or all bytes if there are fewer. */
async function firstBytes(chunks: AsyncIterator<Uint8Array>): Promise<Uint8Array | undefined> {
  let head: Buffer | undefined
  while (head === undefined || head.length < 6) {
    const { value, done } = await chunks.next()
    if (done === true) break
    head = head === undefined ? Buffer.from(value) : Buffer.concat([head, value])
  }
  return head
}

async function* rest(chunks: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> {
  for (;;) {
    const { value, done } = await chunks.next()
    if (done === true) return
    yield value
  }
}

/** Copies the chunks: a stream keeps them for a while, but the source reuses its buffer. */
async function* copies(first: Uint8Array, chunks: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> {
  yield first
  for await (const chunk of rest(chunks)) yield Buffer.from(chunk)
}

const chunkSize = 65_536

function decompressorOf(compression: Compression, name: string): Transform | undefined {
  switch (compression) {
    case 'plain':
      return undefined
    case 'gzip':
      return zlib.createGunzip({ chunkSize })
    case 'zstd':
      if (typeof zlib.createZstdDecompress !== 'function') {
        throw new LogError(
          `\`${name}\` is compressed with zstd, which Node ${process.version} does not support`,
          `use Node 22.15, 23.8 or newer, or run: zstdcat ${name} | tidegate replay FILE -`,
        )
      }
      return zlib.createZstdDecompress({ chunkSize })
    case 'bzip2':
      throw new LogError(
        `\`${name}\` is compressed with bzip2`,
        `decompress it in a pipe: bzcat ${name} | tidegate replay FILE -`,
      )
    case 'xz':
      throw new LogError(
        `\`${name}\` is compressed with xz`,
        `decompress it in a pipe: xzcat ${name} | tidegate replay FILE -`,
      )
    case 'utf-16':
      throw new LogError(
        `\`${name}\` is encoded in UTF-16`,
        `convert it in a pipe: iconv -f UTF-16 -t UTF-8 ${name} | tidegate replay FILE -`,
      )
  }
}
