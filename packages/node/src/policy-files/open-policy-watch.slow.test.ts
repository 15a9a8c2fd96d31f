import { mkdir, rename, rm, stat, symlink, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { usePolicyFolder } from './testing/policy-folder.ts'

const at = usePolicyFolder({ beforeEach, afterEach })
const { write, save, open, status, next, reloaded } = at

describe('watching', () => {
  it.each([
    ['written in place', write],
    ['replaced by a rename', save],
  ])('applies a file that is %s to the next request', async (_, change) => {
    await write('site.policy', 'block ip in 198.51.100.7')
    const gate = await open()
    await reloaded(gate, () => change('site.policy', 'block ip in 192.0.2.1'))
    expect([status(gate, '198.51.100.7'), status(gate, '192.0.2.1')]).toEqual([200, 403])
    await reloaded(gate, () => change('site.policy', 'block ip in 192.0.2.2'))
    expect([status(gate, '192.0.2.1'), status(gate, '192.0.2.2')]).toEqual([200, 403])
  })

  it('covers lists, includes, robots.txt, and files that an edit has added', async () => {
    await mkdir(join(at.folder, 'lists'))
    await write('robots.txt', '# restrict-ip: blocked_ip = 192.0.2.1\n')
    await write('site.policy', 'import robots "robots.txt"')
    const gate = await open()
    await reloaded(gate, () => save('robots.txt', '# restrict-ip: blocked_ip = 192.0.2.2\n'))
    expect([status(gate, '192.0.2.1'), status(gate, '192.0.2.2')]).toEqual([200, 403])
    await write('lists/bad.txt', '192.0.2.3')
    await write('more.policy', 'list bad = file "lists/bad.txt"\nblock ip in bad')
    await reloaded(gate, () => save('site.policy', 'include "more.policy"'))
    expect(status(gate, '192.0.2.3')).toBe(403)
    await reloaded(gate, () => save('lists/bad.txt', '192.0.2.4'))
    expect([status(gate, '192.0.2.3'), status(gate, '192.0.2.4')]).toEqual([200, 403])
    await reloaded(gate, () => save('more.policy', 'block ip in 192.0.2.5'))
    expect([status(gate, '192.0.2.4'), status(gate, '192.0.2.5')]).toEqual([200, 403])
  })

  it.each([
    ['written in place', write],
    ['created by a rename', save],
  ])('applies files that match a pattern and are %s, and ends with those that are removed', async (_, change) => {
    await mkdir(join(at.folder, 'rules'))
    await write('rules/a.policy', 'block ip in 192.0.2.1')
    await write('site.policy', 'include "rules/*.policy"')
    const gate = await open()
    await reloaded(gate, () => change('rules/b.policy', 'block ip in 192.0.2.2'))
    expect([status(gate, '192.0.2.1'), status(gate, '192.0.2.2')]).toEqual([403, 403])
    await reloaded(gate, () => change('rules/b.policy', 'block ip in 192.0.2.3'))
    expect([status(gate, '192.0.2.2'), status(gate, '192.0.2.3')]).toEqual([200, 403])
    await reloaded(gate, () => rm(join(at.folder, 'rules/a.policy')))
    expect([status(gate, '192.0.2.1'), status(gate, '192.0.2.3')]).toEqual([200, 403])
    const failed = next(gate, 'reload-failed')
    await rm(join(at.folder, 'rules/b.policy'))
    expect((await failed).message).toContain('matches no file')
    expect(status(gate, '192.0.2.3')).toBe(403)
    await reloaded(gate, () => change('rules/c.policy', 'block ip in 192.0.2.4'))
    expect([status(gate, '192.0.2.3'), status(gate, '192.0.2.4')]).toEqual([200, 403])
  })

  it('covers pages, which are a part of the fingerprint', async () => {
    await write('refused.html', '<p>first {reference}</p>')
    await write('site.policy', 'block anyone reply 403 file "refused.html"')
    const gate = await open()
    const before = gate.plan.model.fingerprint
    expect(gate.decide(at.request('192.0.2.1')).page?.text).toBe('<p>first {reference}</p>')
    await reloaded(gate, () => save('refused.html', '<p>second</p>'))
    expect(gate.decide(at.request('192.0.2.1')).page?.text).toBe('<p>second</p>')
    expect(gate.plan.model.fingerprint).not.toBe(before)
    const failed = next(gate, 'reload-failed')
    await save('refused.html', 'x'.repeat(65_537))
    expect((await failed).message).toContain('it is larger than 65536 bytes')
    expect(gate.decide(at.request('192.0.2.1')).page?.text).toBe('<p>second</p>')
  })

  it('survives an invalid edit, a deleted policy, and a file that is created later', async () => {
    await write('site.policy', 'block ip in 198.51.100.7')
    const gate = await open()
    const broken = next(gate, 'reload-failed')
    await save('site.policy', 'list bad = file "late.txt"\nblock ip in bad')
    expect((await broken).message).toContain('late.txt')
    expect(status(gate, '198.51.100.7')).toBe(403)
    await reloaded(gate, () => write('late.txt', '192.0.2.1'))
    expect([status(gate, '198.51.100.7'), status(gate, '192.0.2.1')]).toEqual([200, 403])
    const gone = next(gate, 'reload-failed')
    await rm(at.policy)
    expect((await gone).message).toContain('cannot read the policy')
    expect(status(gate, '192.0.2.1')).toBe(403)
    await reloaded(gate, () => write('site.policy', 'block ip in 192.0.2.2'))
    expect([status(gate, '192.0.2.1'), status(gate, '192.0.2.2')]).toEqual([200, 403])
  })

  it('detects a changed link, as in the mounted files of containers', async () => {
    await mkdir(join(at.folder, 'v1'))
    await mkdir(join(at.folder, 'v2'))
    await write('v1/site.policy', 'block ip in 192.0.2.1')
    await write('v2/site.policy', 'block ip in 192.0.2.2')
    await symlink('v1', join(at.folder, '..data'))
    await symlink(join('..data', 'site.policy'), at.policy)
    const gate = await open()
    expect(status(gate, '192.0.2.1')).toBe(403)
    await reloaded(gate, async () => {
      await symlink('v2', join(at.folder, '..next'))
      await rename(join(at.folder, '..next'), join(at.folder, '..data'))
    })
    expect([status(gate, '192.0.2.1'), status(gate, '192.0.2.2')]).toEqual([200, 403])
  })

  it('detects without events a replaced folder, and a file that was temporarily a folder', async () => {
    const site = join(at.folder, 'site')
    at.policy = join(site, 'site.policy')
    await mkdir(site)
    await write('site/site.policy', 'block ip in 198.51.100.7')
    const gate = await open({ watch: { lookMs: 100 } })
    const report = next(gate, 'reload')
    await mkdir(join(at.folder, 'next'))
    await write('next/site.policy', 'block ip in 198.51.100.8')
    await rename(site, join(at.folder, 'former'))
    await rename(join(at.folder, 'next'), site)
    expect(await report).toMatchObject({ outcome: 'replaced' })
    expect(status(gate, '198.51.100.8')).toBe(403)
    const failed = next(gate, 'reload-failed')
    await rm(at.policy)
    await mkdir(at.policy)
    await failed
    await reloaded(gate, async () => {
      await rm(at.policy, { recursive: true })
      await write('site/site.policy', 'block ip in 198.51.100.9')
    })
    expect(status(gate, '198.51.100.9')).toBe(403)
    // Events are received from the new folder.
    await reloaded(gate, async () => save('site/site.policy', 'block ip in 198.51.100.10'))
    expect(status(gate, '198.51.100.10')).toBe(403)
  })

  it('detects an edit that keeps the time and size of the file', async () => {
    await write('site.policy', 'block ip in 198.51.100.7')
    const { atime, mtime } = await stat(at.policy)
    await utimes(at.policy, atime, mtime)
    const gate = await open()
    await reloaded(gate, async () => {
      await write('site.policy', 'block ip in 198.51.100.8')
      await utimes(at.policy, atime, mtime)
    })
    expect(status(gate, '198.51.100.8')).toBe(403)
  })

  it('polls if configured, for file systems without events', async () => {
    await write('site.policy', 'block ip in 198.51.100.7')
    const gate = await open({ watch: { pollMs: 50 } })
    await reloaded(gate, () => save('site.policy', 'block ip in 192.0.2.1'))
    expect([status(gate, '198.51.100.7'), status(gate, '192.0.2.1')]).toEqual([200, 403])
  })

  it('ends when the gate is closed', async () => {
    await write('site.policy', 'block ip in 198.51.100.7')
    const gate = await open()
    await gate.close()
    await write('site.policy', 'block ip in 192.0.2.1')
    expect(await gate.reload()).toMatchObject({ outcome: 'refused' })
    expect(gate.stats().reloads).toBe(0)
  })
})
