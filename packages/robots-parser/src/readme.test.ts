import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import * as library from './index.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const examples = [...readme.matchAll(/^## (.+?)$|^```js\n(.*?)^```/gms)]
let heading = ''
const blocks = examples.flatMap(([, title, code]) => {
  heading = title ?? heading
  return code === undefined ? [] : [[heading, code] as const]
})

/** Returns the example as a function that returns the actual and the expected value of each `expression // → value`. */
function runnable(code: string): () => readonly (readonly [unknown, unknown])[] {
  const body = code.replaceAll(/^import .*$/gm, '').replaceAll(/^(.+?) \/\/ → (.+)$/gm, 'results.push([($1), ($2)])')
  const names = Object.keys(library)
  // WHY: these are our own examples, run in the same way as a reader would run them.
  // oxlint-disable-next-line typescript/no-implied-eval
  const make = new Function(...names, `const results = []\n${body}\nreturn results`)
  return () => make(...Object.values(library)) as readonly (readonly [unknown, unknown])[]
}

describe('README', () => {
  test.each(blocks)('%s', (_title, code) => {
    const results = runnable(code)()
    expect(results.length).toBe(code.split('// →').length - 1)
    expect(results.length).toBeGreaterThan(0)
    for (const [actual, expected] of results) expect(actual).toEqual(expected)
  })
})
