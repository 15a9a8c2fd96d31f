import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkPolicy, noFiles } from '@tidegate/dsl'
import { readBlock, runExample } from '@tidegate/test-support'
import { expect, it } from 'vitest'
import { gateOptionNames } from './gate/gate-options.ts'
import { writePlan } from './plan/plan-json.ts'
import { planPolicy } from './plan/plan-policy.ts'
import { replyOptionNames } from './reply/reply-options.ts'

const folder = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(join(folder, 'README.md'), 'utf8')

function optionsUnder(heading: string): readonly (string | undefined)[] {
  const section = readme.split(/^## /m).find((part) => part.startsWith(heading)) ?? ''
  return [...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, name = '']) => name).toSorted((x, y) => (x < y ? -1 : 1))
}

it('lists all options', () => {
  expect(optionsUnder('Options')).toEqual(gateOptionNames.toSorted())
  expect(optionsUnder('Replies')).toEqual(replyOptionNames.toSorted())
})

it('has an example with correct output', async () => {
  const checked = checkPolicy({ file: 'site.policy', text: readBlock(readme, 'policy') }, noFiles)
  const plan = writePlan(planPolicy(checked.model!))
  const files = { 'site.plan.json': plan }
  const { printed, promised } = await runExample(folder, readBlock(readme, 'js'), files)
  expect(promised.length).toBeGreaterThan(0)
  expect(printed).toEqual(promised)
}, 20_000)
