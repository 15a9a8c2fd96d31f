import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runCommand } from '../../testing/run-command.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidegate-init-'))
})
afterEach(() => rm(folder, { recursive: true }))

describe('a first policy', () => {
  it.each([
    [['--yes']],
    [['--rate', '0', '--no-scrapers']],
    [
      [
        '--proxy',
        'loopback, 10.0.0.0/8',
        '--rate',
        '60',
        '--admin-path',
        '/admin/**',
        '--admin-from',
        '203.0.113.0/24, 2001:db8::/32',
      ],
    ],
    [['--proxy', 'loopback', '--no-scrapers']],
    [['--admin-path', '/a/*', '--admin-from', '0.0.0.0/0']],
  ])('passes check and its own tests: %j', async (flags) => {
    expect(await runCommand(['init', ...flags], folder)).toMatchObject({ code: 0, err: '' })
    const tested = await runCommand(['test'], folder)
    expect(tested).toMatchObject({ code: 0, err: '' })
    const checked = await runCommand(['check', '--json'], folder)
    expect(JSON.parse(checked.out)).toMatchObject({ errors: 0, warnings: 0 })
  })

  it('contains no unused declarations or guards', async () => {
    await runCommand(['init', '--rate', '0', '--no-scrapers'], folder)
    const text = await readFile(join(folder, 'site.policy'), 'utf8')
    expect(text).not.toMatch(/^(where|paths)/m)
  })

  it('is formatted', async () => {
    await runCommand(['init', '--yes'], folder)
    expect((await runCommand(['fmt', '--check'], folder)).code).toBe(0)
  })

  it('asks on a terminal, and uses the default for an empty answer', async () => {
    const stdin = async function* (): AsyncGenerator<Uint8Array> {
      yield new TextEncoder().encode('loopback\n\n\n/admin/**\n203.0.113.9\n')
    }
    const { code, err } = await runCommand(['init'], folder, { interactive: true, stdin })
    expect(code).toBe(0)
    expect(err.match(/\?/g)?.length).toBe(5)
    const policy = await readFile(join(folder, 'site.policy'), 'utf8')
    expect(policy).toContain('trusting loopback')
    expect(policy).toContain('limit 200 per minute')
    expect(policy).toMatch(/list +admins +=\s203\.0\.113\.9/)
  })

  it.each(['nginx', 'caddy', 'haproxy', 'traefik', 'envoy'])('for a gateway behind %s is complete', async (proxy) => {
    const { code, out, err } = await runCommand(['init', '--behind', proxy, '--yes'], folder)
    expect([code, err]).toEqual([0, ''])
    expect(out).toContain(`npx @tidegate/cli doctor --url`)
    const policy = await readFile(join(folder, 'site.policy'), 'utf8')
    expect(policy).toContain(`The client is the peer of ${proxy}.`)
    expect(policy).not.toMatch(/^client ip/m)
    const names = (await readdir(folder)).filter((name) => !/^(?:site|tidegate\.(?:yaml|service))/.test(name))
    expect(names.length).toBeGreaterThan(0)
    for (const name of names) expect(out).toContain(`next: put ${name} into `)
    expect(await runCommand(['test'], folder)).toMatchObject({ code: 0 })
    const checked = await runCommand(['serve', '--check'], folder)
    expect(checked).toMatchObject({ code: 0, out: expect.stringContaining(`doors          ${proxy}\n`) })
  })

  it('for a gateway in front of a site listens for clients', async () => {
    expect((await runCommand(['init', '--to', 'http://127.0.0.1:8069', '--yes'], folder)).code).toBe(0)
    const { out } = await runCommand(['serve', '--check'], folder)
    expect(out).toContain('listen         [::]:8080\n')
    expect(out).toContain('site           http://127.0.0.1:8069\n')
  })

  it.each([
    ['[::1]:7411', '[::1]:7411'],
    ['*:7411', '[::]:7411'],
    ['unix:/run/a#b c: d.sock', 'unix:/run/a#b c: d.sock'],
  ])('for a gateway that listens on %s is complete', async (listen, shown) => {
    expect((await runCommand(['init', '--behind', 'nginx', '--listen', listen, '--yes'], folder)).code).toBe(0)
    const { out } = await runCommand(['serve', '--check'], folder)
    expect(out).toContain(`listen         ${shown}\n`)
    const unit = await readFile(join(folder, 'tidegate.service'), 'utf8')
    expect(unit.includes('Group=www-data\n')).toBe(listen.startsWith('unix:'))
  })

  it('for a gateway is added to an existing policy and configuration', async () => {
    await runCommand(['init', '--yes'], folder)
    await writeFile(join(folder, 'site.policy'), 'blck\n')
    const { code, out } = await runCommand(['init', '--behind', 'nginx', '--yes'], folder)
    expect([code, await readFile(join(folder, 'site.policy'), 'utf8')]).toEqual([0, 'blck\n'])
    expect(out).toContain('written tidegate-server.conf')
    expect(out).toMatch(/write into tidegate\.yaml, unless it has it: serve: \{ listen: .*, requestIds: true, .* \}\n/)
    expect(out).toContain('doctor --url https://YOUR-SITE --gateway')
  })

  it('for a gateway writes no tests of a first policy for an existing one', async () => {
    await writeFile(join(folder, 'own.policy'), 'block path in /private/**\n')
    const { out } = await runCommand(['init', 'own.policy', '--behind', 'nginx'], folder)
    expect(out).toContain('kept own.policy, which already exists\nnext: npx @tidegate/cli check; no tests are written')
    expect(await readdir(folder)).not.toContain('own.test.yaml')
    expect((await runCommand(['check'], folder)).code).toBe(0)
    await runCommand(['init', 'own.policy', '--behind', 'nginx', '--force'], folder)
    expect((await runCommand(['test'], folder)).code).toBe(0)
  })

  it('does not change existing files', async () => {
    await runCommand(['init', '--yes'], folder)
    expect((await runCommand(['init', '--yes'], folder)).code).toBe(2)
    expect((await runCommand(['init', 'other.policy', '--yes'], folder)).out).toContain('kept tidegate.yaml')
    expect(await readFile(join(folder, 'tidegate.yaml'), 'utf8')).toMatch(/^policy: site\.policy\n#/)
  })

  it.each([
    [['--rate', 'many']],
    [['--proxy', 'nginx']],
    [['--admin-path', '/admin/**']],
    [['--admin-path', 'admin', '--admin-from', 'loopback']],
    [['--block', 'missing.txt']],
    [['--behind', 'ngnix', '--yes']],
    [['--behind', 'nginx', '--to', 'http://127.0.0.1:1', '--yes']],
    [['--to', 'http://127.0.0.1:1/base', '--yes']],
    [['--behind', 'nginx', '--when-away', 'maybe', '--yes']],
    [['--listen', '127.0.0.1:1', '--yes']],
    [['--behind', 'nginx', '--listen', '127.0.0.1:1,127.0.0.1:2', '--yes']],
    [['--behind', 'nginx', '--listen', 'systemd', '--yes']],
    [['--behind', 'traefik', '--listen', 'unix:/run/a.sock', '--yes']],
    [['--behind', 'traefik', '--when-away', 'admit', '--yes']],
  ])('refuses invalid options, and writes nothing: %j', async (flags) => {
    expect((await runCommand(['init', ...flags], folder)).code).toBe(2)
    expect(await readdir(folder)).toEqual([])
  })
})
