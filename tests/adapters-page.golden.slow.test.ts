import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { adaptersTable, behaviours } from '@tidegate/adapter-contract'
import { expect, it } from 'vitest'
import { expressUnderTest } from '../packages/express-adapter/src/testing/express-under-test.ts'
import { fastifyUnderTest } from '../packages/fastify-adapter/src/testing/fastify-under-test.ts'
import { fetchUnderTest } from '../packages/fetch-adapter/src/testing/fetch-under-test.ts'
import { koaUnderTest } from '../packages/koa-adapter/src/testing/koa-under-test.ts'
import { nodeUnderTest } from '../packages/node-adapter/src/testing/node-under-test.ts'

const file = fileURLToPath(new URL('../docs/adapters.md', import.meta.url))
const marked = /(?<=<!-- contract -->\n)[\s\S]*(?=<!-- \/contract -->)/

it('shows which adapter has which behaviour, as the contract suite tests it', () => {
  const table = adaptersTable([koaUnderTest, expressUnderTest, fastifyUnderTest, nodeUnderTest, fetchUnderTest])
  const page = readFileSync(file, 'utf8')
  if (process.env['TIDEGATE_GOLDEN'] === 'write')
    writeFileSync(
      file,
      page.replace(marked, () => table),
    )
  expect(marked.exec(readFileSync(file, 'utf8'))?.[0]).toBe(table)
})

it('marks every behaviour whose tests need what the client sent', () => {
  const folder = fileURLToPath(new URL('../packages/adapter-contract/src/behaviours', import.meta.url))
  const needing = globSync('*.ts', { cwd: folder }).filter((name) =>
    readFileSync(`${folder}/${name}`, 'utf8').includes('describeReceived('),
  )
  const marked = Object.values(behaviours).filter(({ needsReceived }) => needsReceived === true)
  const names: readonly string[] = marked.map(({ declare }) => declare.name.replace('describe', '').toLowerCase())
  expect(names.toSorted()).toEqual(needing.map((name) => name.replace('.ts', '')).toSorted())
})
