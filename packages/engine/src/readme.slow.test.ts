import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { checkPolicy, noFiles } from '@tidegate/dsl'
import { expect, it } from 'vitest'
import { gateOptionNames } from './gate/gate-options.ts'
import { writePlan } from './plan/plan-json.ts'
import { planPolicy } from './plan/plan-policy.ts'
import { replyOptionNames } from './reply/reply-options.ts'

const folder = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(join(folder, 'README.md'), 'utf8')

function block(language: string): string {
  return new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'ms').exec(readme)?.[1] ?? ''
}

function optionsUnder(heading: string): readonly (string | undefined)[] {
  const section = readme.split(/^## /m).find((part) => part.startsWith(heading)) ?? ''
  return [...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, name = '']) => name).toSorted((x, y) => (x < y ? -1 : 1))
}

it('lists all options', () => {
  expect(optionsUnder('Options')).toEqual(gateOptionNames.toSorted())
  expect(optionsUnder('Replies')).toEqual(replyOptionNames.toSorted())
})

it('has an example with correct output', async () => {
  const work = mkdtempSync(join(tmpdir(), 'tidegate-readme-'))
  const checked = checkPolicy({ file: 'site.policy', text: block('policy') }, noFiles)
  const plan = join(work, 'site.plan.json')
  writeFileSync(plan, writePlan(planPolicy(checked.model!)))
  const example = block('js')
  const code = example.replace("'site.plan.json'", JSON.stringify(plan))
  const args = ['--conditions=@tidegate/source', '--input-type=module', '--eval', code]
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder })
  rmSync(work, { recursive: true })
  const promised = [...example.matchAll(/\/\/ → (.*)$/gm)].map(([, text]) => text)
  expect(promised.length).toBeGreaterThan(0)
  expect(stdout.trimEnd().split('\n')).toEqual(promised)
}, 20_000)
