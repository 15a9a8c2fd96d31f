import { readFileSync, writeFileSync } from 'node:fs'
import { codes } from '@tidegate/dsl'
import { expect, it } from 'vitest'

const file = new URL('rule-help.json', import.meta.url)
const page = (code: string): string =>
  readFileSync(new URL(`../../../../../docs/diagnostics/${code}.md`, import.meta.url), 'utf8')

/** Returns the first paragraph after the severity, which says what a code means; links lead nowhere without the page, so their texts remain. */
function meaningOf(text: string): string {
  const [, , meaning = ''] = text.split(/\n\n+/)
  return meaning
    .replaceAll(/\[([^\]]+)\]\([^)]+\)/g, '$1')
    .replaceAll('\n', ' ')
    .trim()
}

it('rule-help.json has what each page says about its code', () => {
  const texts = Object.fromEntries(Object.keys(codes).map((code) => [code, meaningOf(page(code))]))
  for (const [code, text] of Object.entries(texts))
    expect({ code, text }).toMatchObject({ text: expect.stringMatching(/^\S.{15,}[.:]$/) as string })
  const fresh = `${JSON.stringify(texts, null, 2)}\n`
  if (process.env['TIDEGATE_GOLDEN'] === 'write') writeFileSync(file, fresh)
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(texts)
})
