import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import * as door from './index.ts'

const folder = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

it('names every export that is not a type', () => {
  const table = readme.split('\n').filter((line) => line.startsWith('| '))
  const named = [...table.join('\n').matchAll(/`(\w+)(?:\([^`]*\))?`/g)].map(([, name]) => name)
  const text = [...named, ...(readme.includes('`noFiles`') ? ['noFiles'] : [])]
  expect(Object.keys(door).filter((name) => !text.includes(name))).toEqual([])
})

it('has an example that prints what its comments promise', async () => {
  const example = /^```js\n(.*?)^```/ms.exec(readme)?.[1] ?? ''
  const args = ['--conditions=@tidegate/source', '--input-type=module', '--eval', example]
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder })
  const promised = [...example.matchAll(/\/\/ → (.*)$/gm)].map(([, text]) => text)
  expect(promised.length).toBeGreaterThan(3)
  expect(stdout.trimEnd().split('\n')).toEqual(promised)
}, 20_000)
