import { execFileSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, realpath, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ConfinedFiles, confineFiles } from './confined-files.ts'

let base: string
let folder: string
let files: ConfinedFiles

beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), 'tidegate-')))
  folder = join(base, 'policies')
  await mkdir(join(folder, 'tenants'), { recursive: true })
  await writeFile(join(folder, 'site.policy'), 'site')
  await writeFile(join(folder, 'tenants', 'a.policy'), 'a')
  await writeFile(join(base, 'secret.txt'), 'secret')
  files = confineFiles(folder)
})

afterEach(async () => {
  await rm(base, { recursive: true })
})

function read(file: string, fromFile = 'site.policy', maxBytes = 100): string {
  const content = files.read(file, fromFile, maxBytes)
  return content.kind === 'error'
    ? `error: ${content.message}`
    : `${content.file}: ${Buffer.from(content.bytes).toString()}`
}

describe('confineFiles', () => {
  it('reads files relative to the one that names them', () => {
    expect(read('tenants/a.policy')).toBe('tenants/a.policy: a')
    expect(read('a.policy', 'tenants/b.policy')).toBe('tenants/a.policy: a')
    expect(read('../site.policy', 'tenants/b.policy')).toBe('site.policy: site')
    expect(read('./tenants/../tenants//a.policy')).toBe('tenants/a.policy: a')
  })

  it.each([
    ['../secret.txt', "lies outside the policy's folder"],
    ['tenants/../../secret.txt', "lies outside the policy's folder"],
    ['..', "lies outside the policy's folder"],
    ['.', "lies outside the policy's folder"],
    ['/etc/passwd', 'is an absolute path: only files below the policy are read'],
    ['//server/share/x', 'is an absolute path: only files below the policy are read'],
    ['\\\\server\\share\\x', 'has a backslash in its name: write `/` between folders'],
    ['tenants\\a.policy', 'has a backslash in its name: write `/` between folders'],
    ['file:///etc/passwd', 'is a URL or names a drive: only files below the policy are read'],
    ['https://example.com/list', 'is a URL or names a drive: only files below the policy are read'],
    ['C:/x', 'is a URL or names a drive: only files below the policy are read'],
    ['a\0b', 'has a NUL in its name'],
    ['', 'has no name'],
    ['missing.txt', 'there is no such file'],
    ['site.policy/x', 'there is no such file'],
    ['tenants', 'is not a regular file'],
  ])('refuses %j: %s', (file, message) => {
    expect(read(file)).toBe(`error: ${message}`)
  })

  it('follows links inside the folder and refuses those that lead out', async () => {
    await symlink(join(folder, 'tenants', 'a.policy'), join(folder, 'inside'))
    await symlink(join(base, 'secret.txt'), join(folder, 'outside'))
    await symlink(base, join(folder, 'up'))
    await symlink('loop', join(folder, 'loop'))
    expect(read('inside')).toBe('tenants/a.policy: a')
    expect(read('outside')).toBe("error: lies outside the policy's folder")
    expect(read('up/secret.txt')).toBe("error: lies outside the policy's folder")
    expect(read('loop')).toBe('error: its links go round in a circle')
  })

  it('is not fooled by a folder whose name begins like its own', async () => {
    await mkdir(`${folder}-other`)
    await writeFile(join(`${folder}-other`, 'x'), 'secret')
    await symlink(join(`${folder}-other`, 'x'), join(folder, 'x'))
    expect(read('../policies-other/x')).toBe("error: lies outside the policy's folder")
    expect(read('x')).toBe("error: lies outside the policy's folder")
  })

  it('neither waits for a FIFO nor reads devices and sockets', async () => {
    execFileSync('sh', ['-c', `mkfifo '${join(folder, 'fifo')}'`])
    const server = createServer().listen(join(folder, 'socket'))
    await new Promise((resolve) => server.once('listening', resolve))
    expect(read('fifo')).toBe('error: is not a regular file')
    expect(read('socket')).toBe('error: is not a regular file')
    await new Promise((resolve) => server.close(resolve))
  })

  it('reads up to the limit and no further', async () => {
    await writeFile(join(folder, 'list'), 'x'.repeat(100))
    expect(read('list')).toBe(`list: ${'x'.repeat(100)}`)
    await writeFile(join(folder, 'list'), 'x'.repeat(101))
    expect(read('list')).toBe('error: is larger than 100 bytes')
    await truncate(join(folder, 'list'), 10_000_000_000)
    expect(read('list')).toBe('error: is larger than 100 bytes')
    await writeFile(join(folder, 'list'), '')
    expect(read('list')).toBe('list: ')
  })

  // The superuser may read everything.
  it.skipIf(process.getuid?.() === 0)('says so when a file may not be read', async () => {
    await chmod(join(folder, 'site.policy'), 0)
    expect(read('site.policy')).toBe('error: no permission to read it')
  })

  it('remembers what was asked for, there or not', () => {
    read('tenants/a.policy')
    read('missing.txt')
    read('../secret.txt')
    expect(files.asked()).toEqual([
      { path: join(folder, 'tenants', 'a.policy'), stamp: expect.any(String) as string },
      { path: join(folder, 'missing.txt'), stamp: undefined },
    ])
  })
})
