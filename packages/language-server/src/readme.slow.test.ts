import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readBlock, runExample } from '@tidegate/test-support'
import { expect, it } from 'vitest'

const folder = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

it('the example of the README prints what it says', async () => {
  const { printed, promised } = await runExample(folder, readBlock(readme, 'js'))
  expect(promised).toHaveLength(1)
  expect(printed).toEqual(promised)
}, 20_000)
