import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkPolicy, noFiles } from '@tidegate/dsl'
import { toPolicy } from '@tidegate/robots-parser'
import { expect, it } from 'vitest'
import { root } from '../scripts/public-packages.ts'
import { tokenText } from '../packages/importers/src/draft/policy-draft.ts'

const page = readFileSync(join(root, 'docs/language/lexical-rules.md'), 'utf8')
const [, section = ''] = /^## Reserved words\n([\s\S]*?)\(in any case/m.exec(page) ?? []
const words = section.match(/[a-z]+/g) ?? []

function errorsOf(text: string): readonly string[] {
  const { diagnostics } = checkPolicy({ file: 'a.policy', text }, noFiles)
  return diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message)
}

it('the reference lists all reserved words', () => {
  expect(words).toHaveLength(45)
  expect(words.filter((word) => errorsOf(`list ${word} = 192.0.2.1`).length === 0)).toEqual([])
})

it('bots that are called like reserved words are quoted in policies that are made from a robots.txt', () => {
  for (const word of words) {
    expect([word, errorsOf(toPolicy(`# restrict-ip: bad_bot = ${word}\n`).text)]).toEqual([word, []])
  }
})

it('bots that are called like reserved words are quoted in policies that are made from other files', () => {
  for (const word of words) {
    const token = tokenText(word)
    expect([word, token === undefined ? [] : errorsOf(`bots a = ${token}\nblock bot in a`)]).toEqual([word, []])
  }
})
