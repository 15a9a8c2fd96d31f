import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readBlock, runExample } from '@tidegate/test-support'
import { expect, it } from 'vitest'

const folder = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(join(folder, 'README.md'), 'utf8')

it('has an example with correct output', async () => {
  const files = { 'site.policy': readBlock(readme, 'policy') }
  const { printed, promised } = await runExample(folder, readBlock(readme, 'js'), files)
  expect(promised).toHaveLength(2)
  expect(printed).toEqual(promised)
}, 20_000)
