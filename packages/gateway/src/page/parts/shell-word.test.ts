import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { shellWord } from './shell-word.ts'

it('is one word for a real shell, with every character as it was', () => {
  const texts = [
    '/plain',
    '',
    "it's",
    '$(touch x)',
    '`id`',
    '/a b;c&d|e>f',
    '"quoted"',
    'a\\b',
    '*',
    '~',
    '#x',
    '!x',
    'ä…',
  ]
  const written = texts.map((text) => shellWord(text)).join(' ')
  expect(
    execFileSync('sh', ['-c', `for word in ${written}; do printf '%s\\n' "$word"; done`], { encoding: 'utf8' }),
  ).toBe(`${texts.join('\n')}\n`)
})
