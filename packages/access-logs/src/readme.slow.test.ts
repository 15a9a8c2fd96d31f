import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const folder = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(join(folder, 'README.md'), 'utf8')

it('has an example that prints what it says', async () => {
  const work = mkdtempSync(join(tmpdir(), 'tidegate-readme-'))
  const log = join(work, 'access.log')
  const line = (time: string, target: string): string =>
    `203.0.113.9 - - [${time}] "GET ${target} HTTP/1.1" 200 5 "-" "curl/8"\n`
  const lines = ['/login', '/a', '/login'].map((target) => line('18/Nov/2026:10:00:00 +0000', target))
  writeFileSync(log, `${lines.join('')}${line('now', '/b')}`)
  const example = /^```js\n(.*?)^```/ms.exec(readme)?.[1] ?? ''
  const code = example.replace("'access.log'", JSON.stringify(log))
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
  const rows = [...readme.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, names = '']) => names.match(/\w+/g) ?? [])
  expect(new Set(rows)).toEqual(new Set(exported))
})
