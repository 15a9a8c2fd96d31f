import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readBlock, runExample } from '@tidegate/test-support'
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
  const { printed, promised } = await runExample(folder, readBlock(readme, 'js'))
  expect(promised.length).toBeGreaterThan(3)
  expect(printed).toEqual(promised)
}, 20_000)
