import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readParts } from './snapshot-file.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-snapshot-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const writer = `
import { replaceFile, replaceFileNow } from '${new URL('./snapshot-file.ts', import.meta.url).href}'
const path = process.argv[1]
await replaceFile(path, [new TextEncoder().encode('old')])
const parts = [new Uint8Array(20_000)]
const codes = [await replaceFile(path, parts).catch(({ code }) => code)]
try {
  replaceFileNow(path, parts)
} catch ({ code }) {
  codes.push(code)
}
console.log(codes.join())
`

// WHY a limit of the process: as on a full disk, a write that exceeds it writes a part first.
it.skipIf(process.platform === 'win32')(
  'a file that cannot be written as a whole stays as it was, and leaves nothing',
  () => {
    const path = join(folder, 'counters')
    const { stdout, stderr } = spawnSync(
      '/bin/sh',
      ['-c', 'ulimit -f 16; exec "$0" "$@"', process.execPath, '--input-type=module', '-e', writer, path],
      { encoding: 'utf8' },
    )
    expect([stdout, stderr]).toEqual(['EFBIG,EFBIG\n', ''])
    expect(readParts(readFileSync(path))!.map((part) => new TextDecoder().decode(part))).toEqual(['old'])
    expect(readdirSync(folder)).toEqual(['counters'])
  },
)
