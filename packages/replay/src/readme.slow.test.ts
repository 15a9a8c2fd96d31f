import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { checkPolicy, noFiles } from '@tidegate/dsl'
import { writePlan } from '@tidegate/engine'
import { planPolicy } from '@tidegate/engine/tools'
import { expect, it } from 'vitest'

const folder = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(join(folder, 'README.md'), 'utf8')

function block(language: string): string {
  return new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'ms').exec(readme)?.[1] ?? ''
}

it('has an example that prints what it says', async () => {
  const work = mkdtempSync(join(tmpdir(), 'tidegate-readme-'))
  const checked = checkPolicy({ file: 'site.policy', text: block('policy') }, noFiles)
  const plan = join(work, 'site.plan.json')
  writeFileSync(plan, writePlan(planPolicy(checked.model!)))
  const log = join(work, 'access.log')
  const lines = ['198.51.100.7', '203.0.113.9', '198.51.100.7'].map(
    (ip) => `${ip} - - [18/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "curl/8"\n`,
  )
  writeFileSync(log, lines.join(''))
  const example = block('js')
  const code = example.replace("'site.plan.json'", JSON.stringify(plan)).replace("'access.log'", JSON.stringify(log))
  const args = ['--conditions=@tidegate/source', '--input-type=module', '--eval', code]
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder })
  rmSync(work, { recursive: true })
  const promised = [...example.matchAll(/\/\/ → (.*)$/gm)].map(([, text]) => text)
  expect(promised.length).toBeGreaterThan(0)
  expect(stdout.trimEnd().split('\n')).toEqual(promised)
}, 20_000)

it('has a table that names every export', () => {
  const door = readFileSync(join(folder, 'src/index.ts'), 'utf8')
  const exported = [...door.matchAll(/\{([^}]*)\}/g)].flatMap(([, names = '']) => names.match(/\b(?!type\b)\w+/g) ?? [])
  const cells = [...readme.matchAll(/^\| (`.*?) \|/gm)].map(([, cell = '']) => cell)
  expect(new Set(cells.flatMap((cell) => cell.match(/\w+/g) ?? []))).toEqual(new Set(exported))
})
