import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readBlock, runExample } from '@tidegate/test-support'
import { expect, it } from 'vitest'

const folder = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(join(folder, 'README.md'), 'utf8')

it('has an example that prints what it says', async () => {
  const line = (time: string, target: string): string =>
    `203.0.113.9 - - [${time}] "GET ${target} HTTP/1.1" 200 5 "-" "curl/8"\n`
  const lines = ['/login', '/a', '/login'].map((target) => line('18/Nov/2026:10:00:00 +0000', target))
  const log = `${lines.join('')}${line('now', '/b')}`
  const { printed, promised } = await runExample(folder, readBlock(readme, 'js'), { 'access.log': log })
  expect(promised.length).toBeGreaterThan(0)
  expect(printed).toEqual(promised)
}, 20_000)

it('has a table that names every export', () => {
  const door = readFileSync(join(folder, 'src/index.ts'), 'utf8')
  const exported = [...door.matchAll(/\{([^}]*)\}/g)].flatMap(([, names = '']) => names.match(/\b(?!type\b)\w+/g) ?? [])
  const rows = [...readme.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, names = '']) => names.match(/\w+/g) ?? [])
  expect(new Set(rows)).toEqual(new Set(exported))
})
