import fc from 'fast-check'
import { expect, test } from 'vitest'
import { indexLines, placeOf } from './place-of.ts'

const span = (start: number, end: number): { file: string; start: number; end: number } => ({ file: 'x', start, end })

/** Reference implementation: counts lines from the beginning. */
function countedPlace(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset)
  const complete = before.replace(/\r$/u, text[offset] === '\n' ? '' : '\r')
  const lines = complete.split(/\r\n|\r|\n/u)
  const pending = complete === before ? 0 : 1
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + pending + 1 }
}

test('lines and columns are those of an editor, for every kind of line break', () => {
  const texts = fc
    .array(fc.constantFrom('a', 'b', '\n', '\r\n', '\r', '\t', 'é', '😀'), { maxLength: 30 })
    .map((all) => all.join(''))
  fc.assert(
    fc.property(texts, fc.nat({ max: 40 }), (text, at) => {
      const offset = Math.min(at, text.length)
      const { line, column } = placeOf({ file: 'x', text }, span(offset, offset))
      expect({ line, column }).toEqual(countedPlace(text, offset))
    }),
  )
})

test('a span ends after its last character', () => {
  expect(placeOf({ file: 'a.policy', text: 'one\ntwo\nthree' }, span(4, 9))).toEqual({
    file: 'a.policy',
    line: 2,
    column: 1,
    endLine: 3,
    endColumn: 2,
  })
})

test('positions in generated text refer to the file that it was generated from', () => {
  const source = { file: 'robots.txt', text: 'one\ntwo\nthree\nfour', originalLines: [undefined, 7, undefined, 12] }
  const lineOf = (offset: number): number => placeOf(source, span(offset, offset + 1), indexLines(source.text)).line
  expect([lineOf(0), lineOf(4), lineOf(8), lineOf(14)]).toEqual([1, 7, 7, 12])
  expect(placeOf(source, span(6, 7))).toMatchObject({ line: 7, column: 1, endLine: 7, endColumn: 1 })
})
