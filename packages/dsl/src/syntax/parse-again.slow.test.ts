import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parse } from './parse.ts'
import { parseAgain } from './parse-again.ts'
import { defaultSyntaxLimits } from './syntax-limits.ts'

const root = fileURLToPath(new URL('../../../../examples', import.meta.url))
const policies = globSync('*/*.policy', { cwd: root })
  .toSorted()
  .map((file) => readFileSync(`${root}/${file}`, 'utf8'))
const long = policies.join('\n')

const aFragment = fc.oneof(
  fc.constantFrom(
    '"',
    '{',
    '}',
    '}\n',
    '(',
    '\r\n',
    '#',
    'limit',
    'block',
    'when',
    ' except 1.2.3.4',
    'where ip in a {',
    '\u200b',
    '\u{1f600}',
  ),
  fc.constantFrom('exempt', 'x', ',', ' and', '\nblok ip in a\n', '\nuse geoip\nzone UTC\nuse b\n'),
  fc.string({ unit: 'binary', maxLength: 5 }),
)
const anEdit = fc.record({ at: fc.nat(), removed: fc.oneof(fc.nat(3), fc.nat(200)), inserted: aFragment })

function edited(text: string, { at, removed, inserted }: { at: number; removed: number; inserted: string }): string {
  const start = at % (text.length + 1)
  return `${text.slice(0, start)}${inserted}${text.slice(start + removed)}`
}

it('gives the same as parsing the whole text, after any sequence of edits', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(long, ...policies),
      fc.array(anEdit, { minLength: 1, maxLength: 4 }),
      (start, edits) => {
        let text = start
        let parsed = parse({ file: 'a', text })
        for (const edit of edits) {
          text = edited(text, edit)
          parsed = parseAgain({ file: 'a', text }, parsed, defaultSyntaxLimits)
          expect(parsed).toEqual(parse({ file: 'a', text }))
        }
      },
    ),
    { numRuns: runs(30) },
  )
})

it('takes the statements before the change as they are', () => {
  const text = policies.join('\n')
  const before = parse({ file: 'a', text })
  const after = parseAgain({ file: 'a', text: `${text}\nblock anyone\n` }, before, defaultSyntaxLimits)
  expect(after.ast.statements[0]).toBe(before.ast.statements[0])
  expect(after.ast.statements.length).toBe(before.ast.statements.length + 1)
})
