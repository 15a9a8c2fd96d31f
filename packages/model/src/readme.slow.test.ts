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
