import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { botCategories } from './bot-category.ts'
import * as library from './index.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

test('the examples of the README have the results that they show', () => {
  const code = /^```js\n(.*?)^```/ms.exec(readme)?.[1] ?? ''
  const body = code.replaceAll(/^import .*$/gm, '').replaceAll(/^(.+?) \/\/ → (.+)$/gm, 'results.push([($1), ($2)])')
  // WHY: this is our own example, run in the same way as a reader would run it.
  // oxlint-disable-next-line typescript/no-implied-eval
  const run = new Function(...Object.keys(library), `const results = []\n${body}\nreturn results`)
  const results = run(...Object.values(library)) as readonly (readonly [unknown, unknown])[]
  expect(results).toHaveLength(5)
  for (const [actual, expected] of results) expect(actual).toEqual(expected)
})

test('the README names every category', () => {
  expect([...readme.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name)).toEqual(botCategories)
})
