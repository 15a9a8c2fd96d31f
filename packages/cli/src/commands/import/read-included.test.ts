import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createIncludedReader } from './read-included.ts'

const folder = mkdtempSync(join(tmpdir(), 'tidegate-included-'))

beforeAll(() => {
  for (const name of ['available', 'enabled']) mkdirSync(join(folder, name))
  writeFileSync(join(folder, 'available/b'), 'b')
  writeFileSync(join(folder, 'available/.hidden'), 'hidden')
  writeFileSync(join(folder, 'available/a.conf'), 'a')
  symlinkSync('../available/b', join(folder, 'enabled/b'))
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('createIncludedReader', () => {
  it('reads the files that a path or a pattern names, in the order of their names', () => {
    const read = createIncludedReader(folder)
    expect(read('available/*')).toEqual([
      { path: 'available/a.conf', text: 'a' },
      { path: 'available/b', text: 'b' },
    ])
    expect(read(join(folder, 'available/b'))).toEqual([{ path: 'available/b', text: 'b' }])
    expect(read('enabled/*')).toEqual([{ path: 'available/b', text: 'b' }])
    expect(read('available/.h*')).toEqual([{ path: 'available/.hidden', text: 'hidden' }])
  })

  it('leaves out what does not exist or is not a file', () => {
    const read = createIncludedReader(folder)
    expect(['nothing', 'none/*', 'available', '', 'a\0b'].map((pattern) => read(pattern))).toEqual([[], [], [], [], []])
  })

  it('reads at most 1,000 files', () => {
    const read = createIncludedReader(folder)
    expect(() => {
      for (let count = 0; count <= 1_000; count += 1) read('available/b')
    }).toThrow('expected at most 1000 included files')
  })
})
