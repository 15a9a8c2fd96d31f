import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkPolicy, noFiles } from '@tidegate/dsl'
import { writePlan } from '@tidegate/engine'
import { planPolicy } from '@tidegate/engine/tools'
import { readBlock, runExample } from '@tidegate/test-support'
import { expect, it } from 'vitest'

const folder = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(join(folder, 'README.md'), 'utf8')

it('has an example that prints what it says', async () => {
  const checked = checkPolicy({ file: 'site.policy', text: readBlock(readme, 'policy') }, noFiles)
  const plan = writePlan(planPolicy(checked.model!))
  const lines = ['198.51.100.7', '203.0.113.9', '198.51.100.7'].map(
    (ip) => `${ip} - - [18/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "curl/8"\n`,
  )
  const files = { 'site.plan.json': plan, 'access.log': lines.join('') }
  const { printed, promised } = await runExample(folder, readBlock(readme, 'js'), files)
  expect(promised.length).toBeGreaterThan(0)
  expect(printed).toEqual(promised)
}, 20_000)

it('has a table that names every export', () => {
  const door = readFileSync(join(folder, 'src/index.ts'), 'utf8')
  const exported = [...door.matchAll(/\{([^}]*)\}/g)].flatMap(([, names = '']) => names.match(/\b(?!type\b)\w+/g) ?? [])
  const cells = [...readme.matchAll(/^\| (`.*?) \|/gm)].map(([, cell = '']) => cell)
  expect(new Set(cells.flatMap((cell) => cell.match(/\w+/g) ?? []))).toEqual(new Set(exported))
})
