import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createChunker, type CutChunk, maxLineBytes } from './chunker.ts'

interface Cut {
  readonly text: string
  readonly cut: boolean
}

/**
 * Returns copies of the chunks of bytes that arrive in these pieces; `bytes` must agree with `text` when the chunk is emitted.
 */
function chunksOf(pieces: readonly Uint8Array[]): readonly Cut[] {
  const chunks: Cut[] = []
  const chunker = createChunker()
  const take = (made: Iterable<CutChunk>): void => {
    for (const { text, bytes, cut } of made) {
      expect(Buffer.from(bytes).toString('latin1', 0, text.length)).toBe(text)
      chunks.push({ text, cut })
    }
  }
  for (const piece of pieces) {
    const reused = Uint8Array.from(piece)
    take(chunker.push(reused))
    reused.fill(0)
  }
  take(chunker.end())
  return chunks
}

const textOf = (chunks: readonly Cut[]): string => chunks.map(({ text }) => text).join('')

describe('createChunker', () => {
  it('emits every byte once, in whole lines, however the bytes arrive', () => {
    const line = fc.string({
      unit: fc.integer({ min: 32, max: 255 }).map((code) => String.fromCharCode(code)),
      maxLength: 3_000,
    })
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 120 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 100_000 }),
        (lines, ends, size) => {
          const text = lines.join('\n') + (ends ? '\n' : '')
          const all = Buffer.from(text, 'latin1')
          const pieces = Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
            all.subarray(index * size, (index + 1) * size),
          )
          const chunks = chunksOf(pieces)
          expect(textOf(chunks)).toBe(text)
          for (const [index, chunk] of chunks.entries())
            expect(chunk.cut || index === chunks.length - 1 || chunk.text.endsWith('\n')).toBe(true)
        },
      ),
      { numRuns: runs(60) },
    )
  })

  it('keeps a line of the maximum length', () => {
    const long = `${'x'.repeat(maxLineBytes - 1)}\n`
    expect(chunksOf([Buffer.from(`a\n${long}b\n`)]).map(({ text, cut }) => [text.length, cut])).toEqual([
      [2, false],
      [maxLineBytes, false],
      [2, false],
    ])
  })

  it('keeps only the beginning of a longer line, and continues after it', () => {
    for (const length of [maxLineBytes, maxLineBytes * 3 + 5]) {
      const text = `a\n${'x'.repeat(length)}\nb\n`
      const chunks = chunksOf([Buffer.from(text)])
      expect(chunks.filter(({ cut }) => cut)).toEqual([{ text: 'x'.repeat(1_024), cut: true }])
      expect(textOf(chunks.filter(({ cut }) => !cut))).toBe('a\nb\n')
    }
  })

  it('ends after a long line without a line break', () => {
    const chunks = chunksOf([Buffer.from('x'.repeat(maxLineBytes * 2))])
    expect(chunks).toEqual([{ text: 'x'.repeat(1_024), cut: true }])
  })

  it('stops after the last whole line', () => {
    const chunker = createChunker()
    expect([...chunker.push(Buffer.from('a\nb\nhalf a li'))]).toEqual([])
    expect([...chunker.stop()].map(({ text }) => text)).toEqual(['a\nb\n'])
    expect([...chunker.stop()]).toEqual([])
  })

  it('emits nothing for no bytes', () => {
    expect(chunksOf([])).toEqual([])
    expect(chunksOf([new Uint8Array()])).toEqual([])
  })
})
