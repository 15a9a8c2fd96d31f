import fc from 'fast-check'
import { globSync, readFileSync } from 'node:fs'
import { runs } from '@tidegate/test-support'
import { describe, expect, test } from 'vitest'
import { parse, type Parsed } from '../syntax/parse.ts'
import { readGoldens, settleGolden } from '../testing/golden.ts'
import { arbitraryMessyProgram, arbitraryProgram, arbitraryRule } from '../testing/random-program.ts'
import { withoutPlaces } from '../testing/without-places.ts'
import { format, formatText } from './format.ts'
import { formatRule } from './format-rule.ts'

const parseText = (text: string): Parsed => parse({ file: 'test.policy', text })

const commentsOf = ({ ast }: Parsed): readonly string[] => ast.comments.map(({ text }) => text).toSorted()

/** Checks that formatting keeps the meaning and the comments, and is idempotent. */
function expectLaw(text: string): void {
  const parsed = parseText(text)
  expect(parsed.diagnostics).toEqual([])
  const formatted = format(parsed.ast)
  const again = parseText(formatted)
  expect(again.diagnostics).toEqual([])
  expect(withoutPlaces(again.ast)).toEqual(withoutPlaces(parsed.ast))
  expect(commentsOf(again)).toEqual(commentsOf(parsed))
  expect(format(again.ast)).toBe(formatted)
}

describe('formatting keeps the meaning and the comments, and is idempotent', () => {
  test('on random programs', () => {
    const setNamedLikeKeyword =
      'bots office = "x-api-key" except set only\nclient ip from x-forwarded-for trusting 10.0.0.0/8\n'
    fc.assert(fc.property(arbitraryProgram(), expectLaw), {
      numRuns: runs(100, 1 / 2),
      examples: [[setNamedLikeKeyword]],
    })
  })

  test('on random programs with blanks and comments anywhere', () => {
    fc.assert(fc.property(arbitraryMessyProgram(), expectLaw), { numRuns: runs(200, 1 / 2) })
  })

  test('on random single rules, where the one-line form equals the layout without line breaks', () => {
    fc.assert(
      fc.property(arbitraryRule, (text) => {
        const [rule] = parseText(text).ast.statements
        if (rule === undefined || !('clauses' in rule)) throw new Error('expected a rule')
        const line = formatRule(rule)
        expect(withoutPlaces(parseText(line).ast)).toEqual(withoutPlaces(parseText(text).ast))
        expect(format(parseText(text).ast).replaceAll(/\s+/gu, ' ').trim()).toBe(line.replaceAll(/\s+/gu, ' '))
      }),
      { numRuns: runs(100, 1 / 2) },
    )
  })

  test('on the policies of all examples', () => {
    const examples = new URL('../../../../examples/', import.meta.url)
    const files = globSync('*/**/*.policy', { cwd: examples, exclude: (name) => name === 'node_modules' })
    for (const file of files) expectLaw(readFileSync(new URL(file, examples), 'utf8'))
    expect(files.length).toBeGreaterThan(0)
  })
})

test.each(
  readGoldens(new URL('../../goldens/format/', import.meta.url)).map((golden) => [golden.name, golden] as const),
)('the layout of %s is as in the golden file', (_, golden) => {
  const { text = 'refused\n' } = formatText({ file: 'test.policy', text: golden.input })
  expect(text).toBe(settleGolden(golden, text))
  expectLaw(golden.input)
})

test('a text with syntax errors is not formatted', () => {
  const { text, diagnostics } = formatText({ file: 'test.policy', text: 'block ip in\n' })
  expect(text).toBeUndefined()
  expect(diagnostics.map(({ code }) => code)).toEqual(['TG110'])
})

test('an empty text stays empty', () => {
  expect(formatText({ file: 'test.policy', text: ' \n\n' }).text).toBe('')
})
