import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const folder = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(join(folder, 'README.md'), 'utf8')

function block(language: string): string {
  return new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'ms').exec(readme)?.[1] ?? ''
}

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
  expect(promised).toHaveLength(2)
  expect(stdout.trimEnd().split('\n')).toEqual(promised)
}, 20_000)
