import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeMmdb } from '@tidegate/geoip-plugin/testing'
import { bundleCli } from '@tidegate/test-support'
import { reverseDns } from '@tidegate/reverse-dns-plugin'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runCommand } from '../testing/run-command.ts'

const packages = fileURLToPath(new URL('../../../', import.meta.url))
const { main } = bundleCli()

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-plugins-'))
  write('shop.js', shop)
  write('shop.policy', shopPolicy)
  write('tidegate.yaml', 'plugins: ./shop.js\npolicy: shop.policy\n')
})
afterEach(() => rmSync(folder, { recursive: true }))

function write(name: string, content: string | Uint8Array): void {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
}

const run = (...args: string[]): ReturnType<typeof runCommand> => runCommand(args, folder)

const shop = `
export const plugin = {
  apiVersion: 1,
  name: 'shop',
  facts: {
    'shop.plan': { type: 'text', values: ['free', 'team'], read: ({ host }) => ({ 'a.example': 'free', 'b.example': 'team' })[host] },
    'shop.known': { type: 'flag', whileUnknown: 'wait', resolve: async ({ ip }) => {
      if (ip === '192.0.2.66') throw new Error('no answer')
      return ip === '192.0.2.9'
    } },
  },
  lists: { partners: (name) => [name === 'near' ? '192.0.2.128/25' : '198.51.100.0/24'] },
}
`
const shopPolicy = `use shop
list near = partners "near"
block ip in near  as "near"
block shop.plan == "free"  as "free plan"
limit 1 per minute per ip unless shop.known  as "strangers"
`

describe('plugins of tidegate.yaml', () => {
  it('are available to every command that reads a policy', async () => {
    write('old.policy', shopPolicy.replace('"free"', '"team"'))
    write('access.log', '192.0.2.1 - - [18/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 1 "-" "curl/8"\n')
    write('shop.test.yaml', 'tests: [{ name: a, ip: 192.0.2.200, expect: block by near }]')
    for (const [args, code] of [
      [['check'], 0],
      [['check', '--cost'], 0],
      [['check', '--fix'], 0],
      [['plan'], 0],
      [['compile', '-o', 'shop.plan'], 0],
      [['explain', '--ip', '192.0.2.1'], 0],
      [['test'], 0],
      [['replay', 'shop.policy', 'access.log'], 0],
      [['replay', 'shop.policy', 'access.log', '--against', 'old.policy'], 0],
      [['diff', 'shop.policy', 'old.policy'], 1],
      [['diff', 'shop.policy', 'shop.policy'], 0],
      [['export', 'robots', 'shop.policy'], 0],
      [['doctor', '--peer', '192.0.2.1'], 0],
    ] as const) {
      const result = await run(...args)
      expect([args.join(' '), result.code, result.err.includes('TG211')]).toEqual([args.join(' '), code, false])
    }
  })

  it('are named in the help for a plugin that a policy uses but that is not configured', async () => {
    write('tidegate.yaml', 'policy: shop.policy\n')
    const checked = await run('check')
    expect(checked.code).toBe(1)
    expect(checked.out).toContain('help: name its module under `plugins:` in tidegate.yaml')
    expect((await run('plan')).err).toContain('help: name its module under `plugins:` in tidegate.yaml')
  })

  it('supply facts that need no look-up, unless a case gives them', async () => {
    write(
      'shop.test.yaml',
      `tests:
  - { name: fact of the plugin, ip: 192.0.2.1, host: a.example, expect: block by free plan }
  - { name: fact of the case, ip: 192.0.2.1, host: a.example, facts: { shop.plan: team }, expect: pass }
  - { name: fact that the case removes, ip: 192.0.2.1, host: a.example, facts: { shop.plan: ~ }, expect: pass }
`,
    )
    const { code, out } = await run('test', '--coverage')
    expect(out).toContain('3 passed')
    expect(out).not.toContain('never true: shop.plan')
    expect(code).toBe(0)
  })

  it('look up nothing in tests: such facts are absent unless a case gives them', async () => {
    write(
      'shop.test.yaml',
      `tests:
  - name: a stranger is limited, also where a look-up would know the address
    request: { ip: 192.0.2.9 }
    steps: [{ expect: pass }, { expect: limit by strangers }]
  - name: a known client is not
    request: { ip: 192.0.2.1, facts: { shop.known: true } }
    steps: [{ repeat: 5, expect: pass }]
`,
    )
    expect(await run('test')).toMatchObject({ code: 0 })
  })

  it('refuse values that they do not have', async () => {
    write('shop.test.yaml', 'tests: [{ name: a, ip: 192.0.2.1, facts: { shop.plan: tem }, expect: pass }]')
    const { code, out } = await run('test')
    expect(code).toBe(1)
    expect(out).toContain('invalid value `tem` of the fact `shop.plan` of the plugin `shop`')
    expect(out).toContain('did you mean `team`?')
  })

  it('do not supply facts of the configuration to policies that do not declare them', async () => {
    write('tidegate.yaml', 'plugins: ./shop.js\nfacts: { shop.plan: free }\n')
    write('shop.test.yaml', 'tests: [{ name: a, ip: 192.0.2.1, expect: block by free plan }]')
    write('plain.policy', 'block ip in 192.0.2.7')
    write('plain.test.yaml', 'tests: [{ name: a, ip: 192.0.2.1, expect: pass }]')
    expect(await run('test')).toMatchObject({ code: 0 })
  })

  it('look up facts to explain a request, and report failures', async () => {
    const known = await run('explain', '--ip', '192.0.2.9', '--repeat', '3')
    expect(known.out).toContain('shop.known is true')
    expect(known).toMatchObject({ code: 0, err: '' })
    const stranger = await run('explain', '--ip', '192.0.2.1', '--repeat', '2')
    expect(stranger.out).toContain('limit 429 by shop.policy:5 “strangers”')
    const failed = await run('explain', '--ip', '192.0.2.66')
    expect(failed.err).toBe('note: `shop.known` could not be looked up and is treated as absent: no answer\n')
  })

  it('supply facts of past requests in a replay, which notes what it does not look up', async () => {
    const line = (host: string): string =>
      `${host} 192.0.2.9 - - [18/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 1 "-" "curl/8"\n`
    write('access.log', `${line('a.example')}${line('b.example')}${line('b.example')}`)
    const { out, err } = await run('replay', 'shop.policy', 'access.log', '--json')
    expect((JSON.parse(out) as { outcomes: unknown }).outcomes).toEqual({ pass: 1, block: 1, limit: 1 })
    expect(err).toContain(
      '`shop.known` is treated as absent, because a replay does not run lookups of the plugin `shop`',
    )
    expect(err).toContain('`shop.plan` has the current value from the plugin `shop`')
    const given = await run('replay', 'shop.policy', 'access.log', '--json', '--fact', 'shop.known=true')
    expect((JSON.parse(given.out) as { outcomes: unknown }).outcomes).toEqual({ pass: 2, block: 1, limit: 0 })
    const free = await run('replay', 'shop.policy', 'access.log', '--json', '--fact', 'shop.plan=free')
    expect((JSON.parse(free.out) as { outcomes: unknown }).outcomes).toEqual({ pass: 0, block: 3, limit: 0 })
  })

  it('are created with options and with files relative to tidegate.yaml, and closed', async () => {
    write(
      'conf/made.js',
      `import { readFileSync, appendFileSync } from 'node:fs'
export async function make({ file, word }) {
  const values = readFileSync(file, 'utf8').trim().split(',')
  return {
    plugin: { apiVersion: 1, name: 'made', facts: { 'made.word': { type: 'text', values, read: () => word } } },
    close: () => appendFileSync(file, ',closed'),
  }
}
export const other = () => undefined
`,
    )
    write('conf/words.txt', 'yes,no')
    write('conf/made.policy', 'use made\nblock made.word == "yes"')
    write(
      'conf/tidegate.yaml',
      'plugins: [{ module: ./made.js, export: make, options: { word: yes }, files: { file: words.txt } }]',
    )
    write('conf/deep/empty', '')
    const { code, out } = await runCommand(
      ['explain', '../made.policy', '--ip', '192.0.2.1'],
      join(folder, 'conf', 'deep'),
    )
    expect(out).toContain('block 403 by ../made.policy:2')
    expect(code).toBe(0)
    write('conf/check.policy', 'use made\nblock made.word == "closed"')
    expect(await runCommand(['check', 'check.policy'], join(folder, 'conf'))).toMatchObject({ code: 0 })
  })

  it.each([
    ['./gone.js', 'tidegate.yaml`: no such file', 'it is relative to tidegate.yaml'],
    ['no-such-package', 'is not installed', 'if it is a file, write its path: ./no-such-package'],
    ['./broken.js', 'cannot be loaded: it broke', ''],
    ['./nothing.js', 'exports no plugin', 'export it as `plugin`'],
    ['./two.js', 'exports no plugin', 'name the export: export: one, export: two'],
    ['{ module: ./two.js, export: thre }', 'has no export `thre`', 'export: one, export: two'],
    ['{ module: ./two.js, export: one }', '`one` failed to create a plugin: no options', 'check its `options`'],
    ['{ module: ./two.js, export: two }', '`two` does not return a plugin: ', 'export: one'],
    ['{ module: ./shop.js, options: { a: 1 } }', 'takes no options: `plugin` is a plugin', 'remove'],
    ['[./shop.js, ./shop.js]', 'two plugins in', 'remove one of them'],
    ['[7]', 'invalid `plugins`', 'expected a module, or a list of modules'],
    ['{ modul: ./shop.js }', 'invalid `plugins`', 'expected a module, or a list of modules'],
  ])('are refused with a reason and a fix: %s', async (plugins, message, help) => {
    write('broken.js', 'throw new Error("it broke")')
    write('nothing.js', 'export const version = 1')
    write('two.js', 'export function one() { throw new Error("no options") }\nexport function two() { return 7 }')
    write('tidegate.yaml', `plugins: ${plugins}\npolicy: shop.policy\n`)
    const { code, out, err } = await run('check')
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(message)
    expect(err).toContain(help)
    expect(err).not.toContain('internal error')
  })
})

describe('the plugins that come with Tidegate', () => {
  const database = writeMmdb({
    type: 'Test-Country',
    networks: { '192.0.2.0/24': { country: { iso_code: 'RO' }, continent: { code: 'EU' } } },
  })
  const real = `plugins:
  - { module: '@tidegate/geoip-plugin', files: { country: countries.mmdb } }
  - { module: '@tidegate/reverse-dns-plugin', options: { domains: [googlebot.com], servers: ['127.0.0.1:9'] } }
`
  const policy = `use geoip
use ${reverseDns().name}
bots crawlers = googlebot
block country == "RO" unless bot in crawlers  as "country"
block bot in crawlers when dns.verified is present and not dns.verified  as "impostor"
`
  const cases = `tests:
  - { name: the database knows the country, ip: 192.0.2.1, expect: block by country }
  - { name: the case has another country, ip: 192.0.2.1, facts: { country: DE }, expect: pass }
  - { name: a verified crawler, ip: 192.0.2.1, agent: Googlebot/2.1, facts: { dns.verified: true }, expect: pass }
  - { name: an impostor, ip: 192.0.2.1, agent: Googlebot/2.1, facts: { dns.verified: false }, expect: block by impostor }
`

  it('are found in node_modules, and work in a separate process', async () => {
    for (const name of ['geoip-plugin', 'reverse-dns-plugin']) {
      mkdirSync(join(folder, 'node_modules/@tidegate'), { recursive: true })
      symlinkSync(join(packages, name), join(folder, 'node_modules/@tidegate', name))
    }
    write('countries.mmdb', database)
    write('tidegate.yaml', `policy: real.policy\n${real}`)
    write('real.policy', policy)
    write('real.test.yaml', cases)
    const { code, out, err } = await inProcess(['test'])
    expect([code, err]).toEqual([0, ''])
    expect(out).toContain('4 passed')
  })

  function inProcess(args: readonly string[]): Promise<{ code: unknown; out: string; err: string }> {
    return new Promise((resolve) => {
      const options = { cwd: folder, env: { PATH: process.env['PATH'] } }
      execFile(process.execPath, [main, ...args], options, (error, out, err) => {
        resolve({ code: error === null ? 0 : error.code, out, err })
      })
    })
  }
})
