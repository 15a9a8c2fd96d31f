import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { gateOptionNames } from '@tidegate/engine'
import { openPolicyOptionNames } from './policy-files/open-policy.ts'

const folder = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(join(folder, 'README.md'), 'utf8')

function block(language: string): string {
  return new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'ms').exec(readme)?.[1] ?? ''
}

function optionsUnder(heading: string): readonly (string | undefined)[] {
  const section = readme.split(/^## /m).find((part) => part.startsWith(heading)) ?? ''
  return [...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, name = '']) => name).toSorted((x, y) => (x < y ? -1 : 1))
}

it('lists all options of openPolicy', () => {
  const own = openPolicyOptionNames.filter((name) => !(gateOptionNames as readonly string[]).includes(name))
  expect(optionsUnder('Options')).toEqual(own.toSorted())
})

it('has an example with correct output', async () => {
  const work = mkdtempSync(join(tmpdir(), 'tidegate-readme-'))
  const policy = join(work, 'site.policy')
  writeFileSync(policy, block('policy'))
  const example = block('js')
  const code = example.replace("'site.policy'", JSON.stringify(policy))
  const args = ['--conditions=@tidegate/source', '--input-type=module', '--eval', code]
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder })
  rmSync(work, { recursive: true })
  const promised = [...example.matchAll(/\/\/ → (.*)$/gm)].map(([, text]) => text)
  expect(promised.length).toBeGreaterThan(0)
  expect(stdout.trimEnd().split('\n')).toEqual(promised)
}, 20_000)
