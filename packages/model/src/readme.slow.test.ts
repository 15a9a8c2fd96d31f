import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const folder = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(join(folder, 'README.md'), 'utf8')

it('has an example that prints what it says', async () => {
  const example = /^```js\n(.*?)^```/ms.exec(readme)?.[1] ?? ''
  const args = ['--conditions=@tidegate/source', '--input-type=module', '--eval', example]
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder })
  const promised = [...example.matchAll(/\/\/ → (.*)$/gm)].map(([, text]) => text)
  expect(promised.length).toBeGreaterThan(0)
  expect(stdout.trimEnd().split('\n')).toEqual(promised)
}, 20_000)
