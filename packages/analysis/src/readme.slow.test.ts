import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readBlock, runExample } from '@tidegate/test-support'
import { expect, it } from 'vitest'
import * as library from './index.ts'

const folder = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

it('the README lists every export that is not a type', () => {
  const named = [...readme.matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`(\w+)(?:\([^`]*\))?`/g)].map(([, name]) => name),
  )
  expect(Object.keys(library).filter((name) => !named.includes(name))).toEqual([])
})

it('the README lists every folder', () => {
  const folders = readdirSync(`${folder}src`, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const listed = [...readme.matchAll(/^\| `src\/(\w+)` \|/gm)].map(([, name]) => name)
  expect(new Set(listed)).toEqual(new Set(folders.map(({ name }) => name)))
})

it('the example of the README prints what it says', async () => {
  const { printed, promised } = await runExample(folder, readBlock(readme, 'js'))
  expect(promised.length).toBeGreaterThan(3)
  expect(printed).toEqual(promised)
}, 20_000)
