import { Readable, type Transform } from 'node:stream'
import * as zlib from 'node:zlib'
import { LogError } from '../log-error.ts'

/** How a log's bytes are stored. */
export type Packing = 'plain' | 'gzip' | 'zstd' | 'bzip2' | 'xz' | 'utf-16'

/** The packing that the first bytes tell; names of files do not count. */
export function packingOf(head: Uint8Array): Packing {
  const starts = (...bytes: readonly number[]): boolean => bytes.every((byte, index) => head[index] === byte)
  if (starts(0x1f, 0x8b)) return 'gzip'
  if (starts(0x28, 0xb5, 0x2f, 0xfd)) return 'zstd'
  if (starts(0x42, 0x5a, 0x68)) return 'bzip2'
  if (starts(0xfd, 0x37, 0x7a, 0x58, 0x5a)) return 'xz'
  if (starts(0xff, 0xfe) || starts(0xfe, 0xff)) return 'utf-16'
  return 'plain'
}

/** The bytes of a log's text, unpacked where they are packed. Throws `LogError` for what cannot be unpacked here. */
export async function* unpack(stored: AsyncIterable<Uint8Array>, name: string): AsyncIterable<Uint8Array> {
  const chunks = stored[Symbol.asyncIterator]()
  try {
    const first = await firstBytes(chunks)
    if (first === undefined) return
    const unpacker = unpackerOf(packingOf(first), name)
    if (unpacker === undefined) {
      yield first
      yield* rest(chunks)
      return
    }
    const packed = Readable.from(copies(first, chunks), { objectMode: false })
    packed.on('error', (error) => unpacker.destroy(error))
    yield* packed.pipe(unpacker) as AsyncIterable<Uint8Array>
  } finally {
    await chunks.return?.()
  }
}

/** Enough bytes to tell the packing, if there are so many. */
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

/** A stream keeps chunks for a while, and the source uses its buffer again. */
async function* copies(first: Uint8Array, chunks: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> {
  yield first
  for await (const chunk of rest(chunks)) yield Buffer.from(chunk)
}

const chunkSize = 65_536

function unpackerOf(packing: Packing, name: string): Transform | undefined {
  switch (packing) {
    case 'plain':
      return undefined
    case 'gzip':
      return zlib.createGunzip({ chunkSize })
    case 'zstd':
      if (typeof zlib.createZstdDecompress !== 'function') {
        throw new LogError(
          `\`${name}\` is packed with zstd, which Node ${process.version} cannot unpack`,
          `use Node 22.15 or 23.8 or newer, or: zstdcat ${name} | tidegate replay FILE -`,
        )
      }
      return zlib.createZstdDecompress({ chunkSize })
    case 'bzip2':
      throw new LogError(
        `\`${name}\` is packed with bzip2`,
        `unpack it on the way: bzcat ${name} | tidegate replay FILE -`,
      )
    case 'xz':
      throw new LogError(
        `\`${name}\` is packed with xz`,
        `unpack it on the way: xzcat ${name} | tidegate replay FILE -`,
      )
    case 'utf-16':
      throw new LogError(
        `\`${name}\` is UTF-16`,
        `convert it on the way: iconv -f UTF-16 -t UTF-8 ${name} | tidegate replay FILE -`,
      )
  }
}
