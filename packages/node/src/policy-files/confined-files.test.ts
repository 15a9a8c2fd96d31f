import { execFileSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, realpath, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ConfinedFiles, confineFiles, stampNow } from './confined-files.ts'

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
  it('reads the beginning of a file that is too large, if only that is asked for', () => {
    const content = files.read('site.policy', 'site.policy', 3, 'beginning')
    expect(content).toMatchObject({ kind: 'file', bytes: Buffer.from('sit'), unreadBytes: 1 })
    expect(read('site.policy', 'site.policy', 3)).toBe('error: it is larger than 3 bytes')
    expect(files.read('site.policy', 'site.policy', 4, 'beginning')).toMatchObject({ unreadBytes: 0 })
  })

  it('reads files relative to the one that refers to them', () => {
    expect(read('tenants/a.policy')).toBe('tenants/a.policy: a')
    expect(read('a.policy', 'tenants/b.policy')).toBe('tenants/a.policy: a')
    expect(read('../site.policy', 'tenants/b.policy')).toBe('site.policy: site')
    expect(read('./tenants/../tenants//a.policy')).toBe('tenants/a.policy: a')
  })

  it.each([
    ['../secret.txt', "it is outside the policy's folder"],
    ['tenants/../../secret.txt', "it is outside the policy's folder"],
    ['..', "it is outside the policy's folder"],
    ['.', "it is outside the policy's folder"],
    ['/etc/passwd', "it is an absolute path; only files in the policy's folder are read"],
    ['//server/share/x', "it is an absolute path; only files in the policy's folder are read"],
    ['\\\\server\\share\\x', 'the name contains a backslash; write `/` between folders'],
    ['tenants\\a.policy', 'the name contains a backslash; write `/` between folders'],
    ['file:///etc/passwd', "it is a URL or contains a drive; only files in the policy's folder are read"],
    ['https://example.com/list', "it is a URL or contains a drive; only files in the policy's folder are read"],
    ['C:/x', "it is a URL or contains a drive; only files in the policy's folder are read"],
    ['a\0b', 'the name contains a NUL character'],
    ['', 'the name is empty'],
    ['missing.txt', 'no such file'],
    ['site.policy/x', 'no such file'],
    ['tenants', 'it is not a regular file'],
  ])('refuses %j: %s', (file, message) => {
    expect(read(file)).toBe(`error: ${message}`)
  })

  it('follows links within the folder and refuses links to the outside', async () => {
    await symlink(join(folder, 'tenants', 'a.policy'), join(folder, 'inside'))
    await symlink(join(base, 'secret.txt'), join(folder, 'outside'))
    await symlink(base, join(folder, 'up'))
    await symlink('loop', join(folder, 'loop'))
    expect(read('inside')).toBe('tenants/a.policy: a')
    expect(read('outside')).toBe("error: it is outside the policy's folder")
    expect(read('up/secret.txt')).toBe("error: it is outside the policy's folder")
    expect(read('loop')).toBe('error: circular symbolic links')
  })

  it('is not confused by a folder whose name starts with its own', async () => {
    await mkdir(`${folder}-other`)
    await writeFile(join(`${folder}-other`, 'x'), 'secret')
    await symlink(join(`${folder}-other`, 'x'), join(folder, 'x'))
    expect(read('../policies-other/x')).toBe("error: it is outside the policy's folder")
    expect(read('x')).toBe("error: it is outside the policy's folder")
  })

  it('does not wait for a FIFO, or read devices and sockets', async () => {
    execFileSync('sh', ['-c', `mkfifo '${join(folder, 'fifo')}'`])
    const server = createServer().listen(join(folder, 'socket'))
    await new Promise((resolve) => server.once('listening', resolve))
    expect(read('fifo')).toBe('error: it is not a regular file')
    expect(read('socket')).toBe('error: it is not a regular file')
    await new Promise((resolve) => server.close(resolve))
  })

  it('reads no more than the limit', async () => {
    await writeFile(join(folder, 'list'), 'x'.repeat(100))
    expect(read('list')).toBe(`list: ${'x'.repeat(100)}`)
    await writeFile(join(folder, 'list'), 'x'.repeat(101))
    expect(read('list')).toBe('error: it is larger than 100 bytes')
    await truncate(join(folder, 'list'), 10_000_000_000)
    expect(read('list')).toBe('error: it is larger than 100 bytes')
    await writeFile(join(folder, 'list'), '')
    expect(read('list')).toBe('list: ')
  })

  // The superuser can read every file.
  it.skipIf(process.getuid?.() === 0)('reports a missing permission', async () => {
    await chmod(join(folder, 'site.policy'), 0)
    expect(read('site.policy')).toBe('error: permission denied')
  })

  it('records all requested files, including missing ones', () => {
    read('tenants/a.policy')
    read('missing.txt')
    read('../secret.txt')
    expect(files.asked()).toEqual([
      { path: join(folder, 'tenants', 'a.policy'), stamp: expect.any(String) as string },
      { path: join(folder, 'missing.txt'), stamp: undefined },
    ])
  })
})

describe('list', () => {
  const list = (name: string, fromFile = 'site.policy', kind: 'file' | 'folder' = 'file'): string => {
    const listed = files.list(name, fromFile, { pattern: '*', kind })
    return listed.kind === 'error' ? `error: ${listed.message}` : listed.names.join(' ')
  }

  it('returns matching files or folders, relative to the file that asks, without hidden ones', async () => {
    await writeFile(join(folder, 'tenants', 'b.policy'), 'b')
    await writeFile(join(folder, 'tenants', '.a.policy.swp'), '')
    expect(list('tenants')).toBe('a.policy b.policy')
    expect(list('.')).toBe('site.policy')
    expect(list('.', 'tenants/a.policy')).toBe('a.policy b.policy')
    expect(list('.', 'site.policy', 'folder')).toBe('tenants')
    expect(list('none')).toBe('error: no such folder')
    expect(list('site.policy')).toBe('error: no such folder')
  })

  it('stays inside the root, whatever links lead out of it', async () => {
    await symlink(base, join(folder, 'out'))
    await symlink(join(base, 'secret.txt'), join(folder, 'tenants', 'z.policy'))
    await symlink('nowhere', join(folder, 'tenants', 'y.policy'))
    const outside = "error: the folder is outside the policy's folder"
    expect([list('out'), list('..'), list('tenants/../..')]).toEqual([outside, outside, outside])
    expect(list('/etc')).toContain('absolute path')
    expect(list('tenants\\x')).toContain('backslash')
    // A link to a file is listed, so that reading it reports where it leads.
    expect(list('tenants')).toBe('a.policy y.policy z.policy')
    expect([read('tenants/z.policy'), read('tenants/y.policy')]).toEqual([
      "error: it is outside the policy's folder",
      'error: no such file',
    ])
  })

  it('records the folder with the names, which change with a new or removed file only', async () => {
    list('tenants')
    list('none')
    const asked = files.asked()
    const stamps = (): readonly (string | undefined)[] => asked.map(stampNow)
    expect(asked.map(({ stamp }) => stamp)).toEqual(stamps())
    await writeFile(join(folder, 'tenants', 'a.policy'), 'changed')
    await writeFile(join(folder, 'tenants', '.hidden'), '')
    expect(asked.map(({ stamp }) => stamp)).toEqual(stamps())
    await writeFile(join(folder, 'tenants', 'c.policy'), '')
    await mkdir(join(folder, 'none'))
    expect(stamps()).toEqual(['a.policy\0c.policy', ''])
  })
})
