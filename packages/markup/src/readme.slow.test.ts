import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const folder = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

it('the example of the README prints what it says', async () => {
  const example = /^```(?:ts|js)\n(.*?)^```/ms.exec(readme)?.[1] ?? ''
  const args = ['--conditions=@tidegate/source', '--input-type=module', '--eval', example]
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder })
  const promised = [...example.matchAll(/\/\/ → (.*)$/gm)].map(([, text]) => text)
  expect(promised).toHaveLength(3)
  expect(stdout.trimEnd().split('\n')).toEqual(promised)
}, 20_000)
