import { gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { LogError } from '../log-error.ts'
import { unpack } from './decompress.ts'

/** Pieces of bytes, each overwritten when the next one is asked for, as a source that reads into one buffer gives them. */
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

async function unpacked(bytes: Uint8Array, size: number): Promise<string> {
  let text = ''
  for await (const chunk of unpack(piecesOf(bytes, size), 'access.log')) text += Buffer.from(chunk).toString('latin1')
  return text
}

const text = Array.from({ length: 20_000 }, (_, line) => `line ${line} \u00e9\n`).join('')
const plain = Buffer.from(text, 'latin1')

describe('unpack', () => {
  it.each([
    ['plain text', plain],
    ['gzip', gzipSync(plain)],
    ['several gzip members', Buffer.concat([gzipSync(plain.subarray(0, 5_000)), gzipSync(plain.subarray(5_000))])],
    ['zstd', zstdCompressSync(plain)],
  ])('gives the text of %s, whatever the pieces', async (_, bytes) => {
    for (const size of [1, 7, 65_536]) {
      if (size === 1 && bytes.length > 100_000) continue
      expect(await unpacked(bytes, size)).toBe(text)
    }
  })

  it('gives nothing of nothing, and a byte of a byte', async () => {
    expect(await unpacked(new Uint8Array(), 10)).toBe('')
    expect(await unpacked(Buffer.from('a'), 10)).toBe('a')
  })

  it('fails where packed bytes are cut off or spoiled', async () => {
    const packed = gzipSync(plain)
    await expect(unpacked(packed.subarray(0, packed.length - 20), 1_000)).rejects.toThrow('unexpected end of file')
    const spoiled = Buffer.from(packed)
    spoiled.fill(0xff, 200, 400)
    await expect(unpacked(spoiled, 1_000)).rejects.toThrow('invalid')
  })

  it.each([
    ['bzip2', 'BZh91AY', 'bzcat'],
    ['xz', '\u00fd7zXZ\u0000', 'xzcat'],
    ['UTF-16', '\u00ff\u00fea\u0000b\u0000', 'iconv'],
  ])('says how to unpack %s', async (name, head, tool) => {
    const failure = await unpacked(Buffer.from(head, 'latin1'), 10).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(LogError)
    expect((failure as LogError).message).toContain(name)
    expect((failure as LogError).help).toContain(tool)
  })

  it('ends the source when nobody reads on', async () => {
    let ended = false
    async function* source(): AsyncIterable<Uint8Array> {
      try {
        for (;;) yield plain
      } finally {
        ended = true
      }
    }
    for await (const _ of unpack(source(), 'access.log')) break
    expect(ended).toBe(true)
  })
})
