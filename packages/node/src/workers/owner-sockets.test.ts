import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openOwnerSockets, type OwnerSockets } from './owner-sockets.ts'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tidegate-sockets-'))
})
afterEach(() => rmSync(root, { recursive: true }))

describe('sockets of owners', () => {
  it('give each number to one process', () => {
    const sockets = openOwnerSockets('site', root)
    const listening = join(sockets.folder, 'at-1')
    writeFileSync(listening, '')
    expect([sockets.newest(), sockets.claim(1, listening), sockets.claim(1, listening), sockets.newest()]).toEqual([
      0,
      true,
      false,
      1,
    ])
  })

  it('do not give a number to a process that asks long after others had gone on', () => {
    const sockets = openOwnerSockets('site', root)
    const listening = join(sockets.folder, 'at-1')
    writeFileSync(listening, '')
    sockets.claim(1, listening)
    sockets.claim(2, listening)
    sockets.claim(3, listening)
    sockets.removeBefore(3)
    expect(sockets.claim(2, listening)).toEqual(false)
    expect(readdirSync(sockets.folder).sort()).toEqual(['3', 'at-1'])
  })

  it('let one worker start an owner at each attempt', () => {
    const sockets = openOwnerSockets('site', root)
    expect([0, 0, 1, 1].map((attempt) => sockets.claimStart(1, attempt))).toEqual([true, false, true, false])
    const listening = join(sockets.folder, 'at-1')
    writeFileSync(listening, '')
    sockets.claim(2, listening)
    sockets.removeBefore(2)
    expect(readdirSync(sockets.folder).sort()).toEqual(['2', 'at-1'])
  })

  it('count attempts of workers that have ended, so that the next one starts an owner', () => {
    const sockets = openOwnerSockets('site', root)
    for (const attempt of [0, 1]) sockets.claimStart(1, attempt)
    for (const name of ['start-1.0', 'start-1.1']) utimesSync(join(sockets.folder, name), 0, 0)
    sockets.claimStart(1, 2)
    sockets.claimStart(3, 0)
    expect([1, 2, 3].map((owner) => sockets.attempt(owner, 3000))).toEqual([2, 0, 0])
  })

  it('take the place of what is not a socket', () => {
    const sockets = openOwnerSockets('site', root)
    mkdirSync(sockets.path(1))
    const listening = join(sockets.folder, 'at-1')
    writeFileSync(listening, '')
    expect(sockets.claim(2, listening)).toEqual(true)
    sockets.removeBefore(2)
    expect(readdirSync(sockets.folder).sort()).toEqual(['2', 'at-1'])
  })

  it('are not opened where there is a file, or below one', () => {
    const file = join(root, 'file')
    writeFileSync(file, '')
    expect(() => openOwnerSockets('site', file)).toThrow('must be a folder')
    expect(() => openOwnerSockets('site', join(file, 'below'))).toThrow(/cannot be created: .*; set TMPDIR/)
  })

  it('are removed after a day without an owner', () => {
    const [old, used, own] = ['old', 'used', 'own'].map((group) => openOwnerSockets(group, root)) as [
      OwnerSockets,
      OwnerSockets,
      OwnerSockets,
    ]
    for (const { folder, path } of [old, used]) {
      writeFileSync(path(1), '')
      for (const name of [path(1), folder]) utimesSync(name, 0, 0)
    }
    mkdirSync(join(root, 'other'))
    used.touch(1)
    own.removeAbandoned()
    expect([old, used, own].map(({ folder }) => existsSync(folder))).toEqual([false, true, true])
    expect(existsSync(join(root, 'other'))).toEqual(true)
  })

  it('are not opened at a path that is too long for a socket', () => {
    expect(() => openOwnerSockets('site', join(root, 'x'.repeat(90)))).toThrow('too long')
  })

  it('are in a folder for each group', () => {
    expect(openOwnerSockets('a', root).folder).not.toEqual(openOwnerSockets('b', root).folder)
  })

  it('are not opened in a folder that other users may enter, or that is a link', () => {
    const open = join(root, 'open')
    mkdirSync(open)
    chmodSync(open, 0o755)
    expect(() => openOwnerSockets('site', open)).toThrow('no other user may enter')
    symlinkSync(root, join(root, 'link'))
    expect(() => openOwnerSockets('site', join(root, 'link'))).toThrow('must be a folder')
  })
})
