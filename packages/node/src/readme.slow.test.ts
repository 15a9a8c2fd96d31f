import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readBlock, runExample } from '@tidegate/test-support'
import { expect, it } from 'vitest'
import { gateOptionNames } from '@tidegate/engine'
import { openPolicyOptionNames } from './policy-files/open-policy-options.ts'

const folder = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(join(folder, 'README.md'), 'utf8')

function optionsUnder(heading: string): readonly (string | undefined)[] {
  const section = readme.split(/^## /m).find((part) => part.startsWith(heading)) ?? ''
  return [...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, name = '']) => name).toSorted((x, y) => (x < y ? -1 : 1))
}

it('lists all options of openPolicy', () => {
  const own = openPolicyOptionNames.filter((name) => !(gateOptionNames as readonly string[]).includes(name))
  expect(optionsUnder('Options')).toEqual(own.toSorted())
})

it('has an example with correct output', async () => {
  const files = { 'site.policy': readBlock(readme, 'policy') }
  const { printed, promised } = await runExample(folder, readBlock(readme, 'js'), files)
  expect(promised.length).toBeGreaterThan(0)
  expect(printed).toEqual(promised)
}, 20_000)
