import { chmod, mkdtemp, readdir, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CliError } from '../io.ts'
import { replaceFiles } from './replace-files.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidegate-replace-'))
})
afterEach(() => rm(folder, { recursive: true }))

const replacement = (name: string, before: string, after: string) => ({
  path: join(folder, name),
  shown: name,
  before,
  after,
})

describe('replacing files', () => {
  it('keeps permissions and a byte order mark', async () => {
    await writeFile(join(folder, 'a'), '\ufeffold')
    await chmod(join(folder, 'a'), 0o640)
    await replaceFiles([replacement('a', 'old', 'new')])
    expect(await readFile(join(folder, 'a'), 'utf8')).toBe('\ufeffnew')
    expect((await stat(join(folder, 'a'))).mode & 0o777).toBe(0o640)
  })

  it('follows a link and keeps it', async () => {
    await writeFile(join(folder, 'real'), 'old')
    await symlink('real', join(folder, 'link'))
    await replaceFiles([replacement('link', 'old', 'new')])
    expect(await readlink(join(folder, 'link'))).toBe('real')
    expect(await readFile(join(folder, 'real'), 'utf8')).toBe('new')
  })

  it('changes nothing if one of several files has changed in the meantime', async () => {
    await writeFile(join(folder, 'a'), 'old')
    await writeFile(join(folder, 'b'), 'edited meanwhile')
    const attempt = replaceFiles([replacement('a', 'old', 'new'), replacement('b', 'old', 'new')])
    await expect(attempt).rejects.toThrow(CliError)
    expect(await readFile(join(folder, 'a'), 'utf8')).toBe('old')
    expect(await readdir(folder)).toEqual(['a', 'b'])
  })

  it('refuses a file that is not valid UTF-8 instead of corrupting it', async () => {
    await writeFile(join(folder, 'a'), Buffer.from([0x61, 0xff]))
    await expect(replaceFiles([replacement('a', 'a\ufffd', 'b')])).rejects.toThrow(/not valid UTF-8/)
    expect(await readFile(join(folder, 'a'))).toEqual(Buffer.from([0x61, 0xff]))
  })
})
