import { gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { LogError } from '../log-error.ts'
import { decompress } from './decompress.ts'

/** Yields pieces of bytes, each overwritten when the next one is requested, like a source that reads into one buffer. */
async function* piecesOf(bytes: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  const buffer = new Uint8Array(size)
  for (let at = 0; at < bytes.length; at += size) {
    const piece = bytes.subarray(at, at + size)
    buffer.set(piece)
    yield buffer.subarray(0, piece.length)
    await Promise.resolve()
    buffer.fill(0)
  }
}

async function decompressed(bytes: Uint8Array, size: number): Promise<string> {
  let text = ''
  for await (const chunk of decompress(piecesOf(bytes, size), 'access.log'))
    text += Buffer.from(chunk).toString('latin1')
  return text
}

const text = Array.from({ length: 20_000 }, (_, line) => `line ${line} \u00e9\n`).join('')
const plain = Buffer.from(text, 'latin1')

describe('decompress', () => {
  it.each([
    ['plain text', plain],
    ['gzip', gzipSync(plain)],
    ['several gzip members', Buffer.concat([gzipSync(plain.subarray(0, 5_000)), gzipSync(plain.subarray(5_000))])],
    ['zstd', zstdCompressSync(plain)],
  ])('gives the text of %s, whatever the pieces', async (_, bytes) => {
    for (const size of [1, 7, 65_536]) {
      if (size === 1 && bytes.length > 100_000) continue
      expect(await decompressed(bytes, size)).toBe(text)
    }
  })

  it('returns nothing for no bytes, and one byte for one byte', async () => {
    expect(await decompressed(new Uint8Array(), 10)).toBe('')
    expect(await decompressed(Buffer.from('a'), 10)).toBe('a')
  })

  it('fails if compressed bytes are truncated or corrupted', async () => {
    const compressed = gzipSync(plain)
    await expect(decompressed(compressed.subarray(0, compressed.length - 20), 1_000)).rejects.toThrow(
      'unexpected end of file',
    )
    const corrupted = Buffer.from(compressed)
    corrupted.fill(0xff, 200, 400)
    await expect(decompressed(corrupted, 1_000)).rejects.toThrow('invalid')
  })

  it.each([
    ['bzip2', 'BZh91AY', 'bzcat'],
    ['xz', '\u00fd7zXZ\u0000', 'xzcat'],
    ['UTF-16', '\u00ff\u00fea\u0000b\u0000', 'iconv'],
  ])('says how to decompress %s', async (name, head, tool) => {
    const failure = await decompressed(Buffer.from(head, 'latin1'), 10).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(LogError)
    expect((failure as LogError).message).toContain(name)
    expect((failure as LogError).help).toContain(tool)
  })

  it('closes the source when its consumer stops reading', async () => {
    let ended = false
    async function* source(): AsyncIterable<Uint8Array> {
      try {
        for (;;) yield plain
      } finally {
        ended = true
      }
    }
    for await (const _ of decompress(source(), 'access.log')) break
    expect(ended).toBe(true)
  })
})
