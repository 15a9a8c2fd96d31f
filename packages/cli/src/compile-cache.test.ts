import { chmodSync, lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeOwnFolder } from './compile-cache.ts'

describe('the folder of the compile cache', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tidegate-own-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))
  const user = process.getuid?.()

  it('is created for its user alone, and used again', () => {
    const own = join(folder, 'new')
    expect([makeOwnFolder(own, user), makeOwnFolder(own, user)]).toEqual([true, true])
    if (user !== undefined) expect(lstatSync(own).mode & 0o777).toBe(0o700)
  })

  it.skipIf(user === undefined)('is not used if others can write it, or if it belongs to another user', () => {
    const shared = join(folder, 'shared')
    mkdirSync(shared)
    chmodSync(shared, 0o777)
    expect(makeOwnFolder(shared, user)).toBe(false)
    const own = join(folder, 'of-another')
    mkdirSync(own, { mode: 0o700 })
    expect(makeOwnFolder(own, (user ?? 0) + 1)).toBe(false)
  })

  it.skipIf(user === undefined)('is neither a link nor a file, and not used if it cannot be created', () => {
    mkdirSync(join(folder, 'target'), { mode: 0o700 })
    symlinkSync(join(folder, 'target'), join(folder, 'link'))
    writeFileSync(join(folder, 'file'), '')
    const names = ['link', 'file', 'missing/below']
    expect(names.map((name) => makeOwnFolder(join(folder, name), user))).toEqual([false, false, false])
  })
})
