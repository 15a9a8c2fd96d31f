import type { Diagnostic, TextEdit } from '@tidegate/model'
import { describe, expect, it } from 'vitest'
import { applyEdits, chooseFixes } from './choose-fixes.ts'
import fc from 'fast-check'

function finding(edits: readonly TextEdit[], title = 'fix it'): Diagnostic {
  const span = edits[0]?.span ?? { file: 'a', start: 0, end: 0 }
  const place = { file: span.file, line: 1, column: 1, endLine: 1, endColumn: 1 }
  return { code: 'TG201', severity: 'error', span, place, message: 'wrong', fix: { title, edits } }
}

const edit = (start: number, end: number, text: string, file = 'a'): TextEdit => ({ span: { file, start, end }, text })

describe('choosing fixes', () => {
  it('applies several that do not touch', () => {
    const { edits, fixes } = chooseFixes([finding([edit(0, 1, 'X')]), finding([edit(3, 4, 'Y')])], () => true)
    expect(fixes).toHaveLength(2)
    expect(applyEdits('abcdef', edits.get('a')!)).toBe('XbcYef')
  })

  it('takes the earlier of two that overlap, and never half a fix', () => {
    const first = finding([edit(0, 3, 'X')], 'first')
    const second = finding([edit(2, 4, 'Y'), edit(5, 6, 'Z')], 'second')
    const { edits, fixes } = chooseFixes([first, second], () => true)
    expect(fixes.map(({ title }) => title)).toEqual(['first'])
    expect(applyEdits('abcdef', edits.get('a')!)).toBe('Xdef')
  })

  it('leaves out fixes in files that cannot be changed', () => {
    expect(chooseFixes([finding([edit(0, 1, 'X', 'robots.txt')])], (file) => file === 'a').fixes).toEqual([])
  })

  it('never chooses edits that overlap', () => {
    const edits = fc.array(
      fc
        .tuple(fc.nat(20), fc.nat(5), fc.string({ maxLength: 3 }))
        .map(([start, length, text]) => edit(start, start + length, text)),
      { minLength: 1, maxLength: 3 },
    )
    fc.assert(
      fc.property(fc.array(edits, { maxLength: 8 }), (all) => {
        const findings = all.map((each) => finding(each))
        const { fixes } = chooseFixes(findings, () => true)
        const chosen = fixes.map(({ diagnostic }) => diagnostic.fix!.edits)
        const clashes = chosen.flatMap((own, index) =>
          chosen.slice(index + 1).flatMap((others) => own.filter((a) => others.some((b) => overlap(a, b)))),
        )
        expect(clashes).toEqual([])
      }),
    )
  })
})

function overlap(a: TextEdit, b: TextEdit): boolean {
  return a.span.start <= b.span.end && b.span.start <= a.span.end
}
