import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readBlock, runExample } from '@tidegate/test-support'
import { expect, it } from 'vitest'

const folder = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(join(folder, 'README.md'), 'utf8')

it('has an example that prints what it says', async () => {
  const { printed, promised } = await runExample(folder, readBlock(readme, 'js'))
  expect(promised.length).toBeGreaterThan(0)
  expect(printed).toEqual(promised)
}, 20_000)

it('has a table that names every export', () => {
  const door = readFileSync(join(folder, 'src/index.ts'), 'utf8')
  const exported = [...door.matchAll(/\{([^}]*)\}/g)].flatMap(([, names = '']) => names.match(/\b(?!type\b)\w+/g) ?? [])
  const cells = [...readme.matchAll(/^\| (`.*?) \|/gm)].map(([, cell = '']) => cell)
  expect(new Set(cells.flatMap((cell) => cell.match(/\w+/g) ?? []))).toEqual(new Set(exported))
})
