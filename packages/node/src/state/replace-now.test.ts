import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-replace-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const writer = `
import { replaceNow } from '${new URL('./replace-now.ts', import.meta.url).href}'
const path = process.argv[1]
replaceNow(path, ['old'])
try {
  replaceNow(path, ['new '.repeat(2_500), 'new '.repeat(2_500)])
} catch ({ code }) {
  console.log(code)
}
`

// WHY a limit of the process: as on a full disk, a write that exceeds it writes a part first.
it.skipIf(process.platform === 'win32')('a text that cannot be written as a whole leaves the file as it was', () => {
  const path = join(folder, 'operators.json')
  const node = [process.execPath, '--input-type=module', '-e', writer, path]
  const { stdout, stderr } = spawnSync('/bin/sh', ['-c', 'ulimit -f 16; exec "$0" "$@"', ...node], { encoding: 'utf8' })
  expect([stdout, stderr]).toEqual(['EFBIG\n', ''])
  expect(readFileSync(path, 'utf8')).toBe('old')
  expect(readdirSync(folder)).toEqual(['operators.json'])
})
