import type { Diagnostic } from '@tidegate/model'
import { describe, expect, test } from 'vitest'
import { countDiagnostics, type DiagnosticColor, renderDiagnostic } from './render-diagnostic.ts'
import { placeOf } from './syntax/place-of.ts'

function diagnosticAt(text: string, start: number, end: number, more: Partial<Diagnostic> = {}): Diagnostic {
  const span = { file: 'site.policy', start, end }
  const place = placeOf({ file: 'site.policy', text }, span)
  return { code: 'TG110', severity: 'error', span, place, message: 'expected something else', ...more }
}

const linesOf = (text: string, start: number, end: number, width?: number): readonly string[] =>
  renderDiagnostic(diagnosticAt(text, start, end), text, width === undefined ? {} : { width }).split('\n')

test('message, position, source line, underline, help and fix are on separate lines', () => {
  const text = 'list a = 10.0.0.1\nallow ip in a\n'
  const fix = { title: 'write `allow only`', edits: [] }
  expect(renderDiagnostic(diagnosticAt(text, 18, 23, { help: 'two words', fix }), text))
    .toBe(`error[TG110]: expected something else
 --> site.policy:2:1
   |
 2 | allow ip in a
   | ^^^^^
   = help: two words
   = fix: write \`allow only\`
`)
})

test('related positions have their own underline, also in another file', () => {
  const text = 'block ip in a\n'
  const other = 'first\nsecond\n'
  const span = { file: 'other.policy', start: 6, end: 12 }
  const related = [{ span, place: placeOf({ file: 'other.policy', text: other }, span), message: 'declared here' }]
  const textOf = (file: string): string | undefined => (file === 'other.policy' ? other : undefined)
  const rendered = renderDiagnostic(diagnosticAt(text, 12, 13, { related }), text, { textOf })
  expect(rendered).toContain(' --> other.policy:2:1: declared here\n   |\n 2 | second\n   | ------\n')
  expect(renderDiagnostic(diagnosticAt(text, 12, 13, { related }), text)).not.toContain('second')
})

describe('the underline is below the marked text', () => {
  test('after tabs', () => {
    expect(linesOf('\tblock\tx', 7, 8).slice(3, 5)).toEqual([' 1 |     block    x', '   |              ^'])
  })

  test('after wide characters and combining marks', () => {
    expect(linesOf('"日本" x', 5, 6).slice(3, 5)).toEqual([' 1 | "日本" x', '   |        ^'])
    expect(linesOf('e\u0301 x', 3, 4).at(4)).toBe('   |   ^')
    expect(linesOf('"😀" x', 5, 6).at(4)).toBe('   |      ^')
  })

  test('at the end of a line, of the text, and in an empty text', () => {
    expect(linesOf('ab', 2, 2).slice(3, 5)).toEqual([' 1 | ab', '   |   ^'])
    expect(linesOf('', 0, 0).slice(3, 5)).toEqual([' 1 |', '   | ^'])
    expect(linesOf('ab\r\ncd', 0, 6).slice(3, 5)).toEqual([' 1 | ab', '   | ^^'])
  })

  test('in the shown part of a long line', () => {
    const text = `${'a'.repeat(500)} HERE ${'b'.repeat(500)}`
    const [, , , line = '', underline = ''] = linesOf(text, 501, 505, 40)
    expect(line.slice(5)).toHaveLength(40)
    expect(line).toMatch(/… ?a+ HERE b+…$|…a+ HERE b+…$/u)
    expect(line.slice(underline.indexOf('^'), underline.lastIndexOf('^') + 1)).toBe('HERE')
  })

  test('if the marked text is longer than the line that is shown', () => {
    const [, , , line = ''] = linesOf('x'.repeat(300), 0, 300, 40)
    expect(line.slice(5)).toBe(`${'x'.repeat(39)}…`)
  })
})

test('nothing in a policy or a message moves the cursor or changes the writing direction', () => {
  const text = 'block \u001b[2J\u202e\u0007 x\u2028'
  const rendered = renderDiagnostic(diagnosticAt(text, 6, 8, { message: 'found `\u001b`', help: '\r\nfake' }), text)
  expect(rendered.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e\u2028]/u)
  expect(rendered).toContain('block \\u{1b}[2J\\u{202e}\\u{7} x')
})

test('a position outside the given text is shown without its line', () => {
  const diagnostic = {
    ...diagnosticAt('x', 0, 1),
    place: { file: 'gone', line: 9, column: 1, endLine: 9, endColumn: 2 },
  }
  expect(renderDiagnostic(diagnostic, 'x')).toBe('error[TG110]: expected something else\n --> gone:9:1\n')
})

test('colours are applied to the right parts', () => {
  const mark =
    (name: string) =>
    (text: string): string =>
      `<${name}>${text}</${name}>`
  const color: DiagnosticColor = {
    error: mark('e'),
    warning: mark('w'),
    advice: mark('a'),
    dim: mark('d'),
    bold: mark('b'),
  }
  const [first, , , , underline] = renderDiagnostic(diagnosticAt('x y', 2, 3, { severity: 'warning' }), 'x y', {
    color,
  }).split('\n')
  expect(first).toBe('<w>warning[TG110]</w>: <b>expected something else</b>')
  expect(underline).toBe('   <d>|</d>   <w>^</w>')
})

test('findings are counted by severity', () => {
  const of = (severity: Diagnostic['severity']): Diagnostic => diagnosticAt('x', 0, 1, { severity })
  expect(countDiagnostics([])).toBeUndefined()
  expect(countDiagnostics([of('error'), of('advice'), of('error'), of('warning')])).toBe(
    '2 errors, 1 warning, 1 piece of advice',
  )
})

test('of a very long line, only the part around the position is examined', () => {
  const text = `${'a'.repeat(600_000)}XY${'b'.repeat(399_000)}`
  const diagnostic = diagnosticAt(text, 600_000, 600_002)
  // With the whole line, this takes minutes.
  const rendered = Array.from({ length: 1_000 }, () => renderDiagnostic(diagnostic, text, { width: 20 }))
  expect(rendered.at(-1)?.split('\n').slice(2, 5)).toEqual([
    '   |',
    ` 1 | …${'a'.repeat(8)}XY${'b'.repeat(8)}…`,
    `   | ${' '.repeat(9)}^^`,
  ])
})
