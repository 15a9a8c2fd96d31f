import { execFile } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { bundleCli } from '@tidegate/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commandTable } from './commands/command-table.ts'

const metadata = new URL('../package.json', import.meta.url)

const { main, modulesOfFiles } = bundleCli()
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-bundle-'))
  writeFileSync(
    join(folder, 'site.policy'),
    'bots search = googlebot\nlimit 1 per minute per ip  unless bot in search\n',
  )
  writeFileSync(join(folder, 'other.policy'), 'block ip in 192.0.2.9\n')
  writeFileSync(join(folder, 'site.test.yaml'), 'tests: [{ name: passes, ip: 192.0.2.1, expect: pass }]\n')
  writeFileSync(
    join(folder, 'access.log'),
    '192.0.2.1 - - [18/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 1 "-" "-"\n'.repeat(2),
  )
  writeFileSync(
    join(folder, 'loaded.mjs'),
    `import { appendFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
registerHooks({ load(url, context, next) { appendFileSync('loaded.txt', url + '\\n'); return next(url, context) } })
`,
  )
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Ended {
  readonly code: unknown
  readonly out: string
  readonly err: string
}

function runBundle(args: readonly string[], options: readonly string[] = []): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [...options, main, ...args], { cwd: folder }, (error, out, err) => {
      resolve({ code: error === null ? 0 : error.code, out, err })
    })
  })
}

/** Returns what a command loads: URLs of files, and names of modules of Node.js. */
async function filesOf(args: readonly string[]): Promise<readonly string[]> {
  writeFileSync(join(folder, 'loaded.txt'), '')
  expect(await runBundle(args, ['--import', './loaded.mjs'])).toMatchObject({ code: 0 })
  return readFileSync(join(folder, 'loaded.txt'), 'utf8').trimEnd().split('\n')
}

/** Returns the modules that a command loads, by their paths in the workspace. */
async function modulesOf(args: readonly string[]): Promise<readonly string[]> {
  const loaded = (await filesOf(args)).filter((url) => url.includes('/bundle/'))
  return loaded.flatMap((url) => modulesOfFiles[url.slice(url.lastIndexOf('/') + 1)] ?? [])
}

describe('the bundle', () => {
  it('is the program of the package', () => {
    const { bin } = JSON.parse(readFileSync(metadata, 'utf8')) as { bin: Readonly<Record<string, string>> }
    expect(bin).toEqual({ tidegate: './dist/bundle/main.js' })
    expect(readFileSync(main, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/)
  })

  it.each([
    [['check', 'site.policy'], 'good site.policy: 1 rule'],
    [['check', 'site.policy', '--format', 'sarif'], '"version": "2.1.0"'],
    [['test'], '1 passed'],
    [['explain', 'site.policy', '--ip', '192.0.2.1'], 'pass no rule refuses'],
    [['replay', 'site.policy', 'access.log'], '2 of 2 lines processed'],
    [['replay', 'site.policy', 'access.log', '--html', 'report.html'], '2 of 2 lines processed'],
    [['diff', 'site.policy', 'site.policy'], 'equal'],
    [['plan', 'site.policy'], 'site.policy'],
    [['compile', 'site.policy', '-o', '-'], '"fingerprint"'],
    [['fmt', '--check', 'other.policy'], ''],
    [['--version'], ''],
  ])('runs %j', async (args, shown) => {
    const { code, out, err } = await runBundle(args)
    expect({ code, err: err.replace('written to report.html\n', '') }).toEqual({ code: 0, err: '' })
    expect(out).toContain(shown)
  })

  it('lists every command', async () => {
    const { out } = await runBundle(['--help'])
    for (const { name } of commandTable) expect(out).toContain(`\n  ${name} `)
  })

  it('loads for a check only what it needs, and nothing that decides, watches or reports', async () => {
    const modules = await modulesOf(['check', 'site.policy'])
    const heavy =
      /\/(?:judge|counters|gate|decide|interpret|explain|reply|simulate|fixes|lockouts)\/|packages\/(?:analysis|replay|importers|access-logs)\/|\/(?:chokidar|readdirp|lru-cache)\/|render-(?:sarif|github|junit|html|plan|cost)|\/commands\/(?!check\/|command-table)/
    expect(modules.filter((module) => heavy.test(module))).toEqual([])
    expect(modules).toContain('packages/cli/src/commands/check/command.ts')
    expect(modules.some((module) => module.includes('/chevrotain/'))).toBe(true)
    // The language, its model, its parser and its readers of hosts and lists may grow, but not what is loaded in addition to them.
    const own = /^packages\/(?:dsl|model|values\/src\/hosts)\/|^packages\/values\/src\/ip\/ip-list-|chevrotain/
    const others = modules.filter((module) => !own.test(module))
    expect(others.length).toBeLessThan(100)
  })

  it('loads few files for a check, and no module of Node.js that it does not need', async () => {
    const files = await filesOf(['check', 'site.policy'])
    expect(files.filter((url) => url.includes('/bundle/')).length).toBeLessThan(10)
    expect(files).toContain('node:fs')
    expect(files).not.toContain('node:child_process')
  })

  it.each([
    ['a window in a zone', 'block ip in 192.0.2.9 during mon 04:00-17:00 Europe/Bucharest\n', 'luxon'],
    ['a list in YAML', 'list l = file "list.yaml"\nblock ip in l\n', '/yaml/'],
    ['bots of the catalogue', 'bots ai = catalog "ai-training"\nblock bot in ai\n', 'catalog-data'],
    ['a robots.txt', 'import robots "robots.txt"\n', 'robots-parser/src/to-policy'],
  ])('loads the module for %s only for a policy that needs it', async (_, text, module) => {
    writeFileSync(join(folder, 'rare.policy'), text)
    writeFileSync(join(folder, 'list.yaml'), '- 192.0.2.9\n')
    writeFileSync(join(folder, 'robots.txt'), 'User-agent: *\nDisallow: /private/\n')
    const isRare = (loaded: string): boolean => loaded.includes(module)
    expect((await modulesOf(['check', 'site.policy'])).filter(isRare)).toEqual([])
    expect((await modulesOf(['check', 'rare.policy'])).filter(isRare)).not.toEqual([])
  })

  it('keeps all functions that check a policy compiled for the next run', async () => {
    const compiled = join(folder, 'compiled')
    const env = { ...process.env, NODE_COMPILE_CACHE: compiled }
    await new Promise((resolve) =>
      execFile(process.execPath, [main, 'check', 'other.policy'], { cwd: folder, env }, resolve),
    )
    const largest = (files: readonly string[]): number => Math.max(...files.map((file) => statSync(file).size))
    const cached = largest(globSync(join(compiled, '*/*')))
    const checker = Object.keys(modulesOfFiles).find((file) =>
      modulesOfFiles[file]?.includes('packages/dsl/src/check/check-policy.ts'),
    )
    // With functions compiled when they are called first, it would be smaller than the text.
    expect(cached).toBeGreaterThan(1.5 * largest([join(dirname(main), checker ?? '')]))
  })

  it('loads the HTML report of a replay only to write one', async () => {
    const isPage = (module: string): boolean => module.includes('/replay/html/')
    expect((await modulesOf(['replay', 'site.policy', 'access.log'])).filter(isPage)).toEqual([])
    const modules = await modulesOf(['replay', 'site.policy', 'access.log', '--html', 'report.html'])
    expect(modules.filter(isPage).length).toBeGreaterThan(3)
  })

  it('loads no parser for help and completion', async () => {
    for (const args of [['--help'], ['replay', '--help'], ['completion', 'bash']]) {
      const modules = await modulesOf(args)
      expect(modules.filter((module) => /chevrotain|luxon|\/yaml\/|packages\/(?:dsl|engine)\//.test(module))).toEqual(
        [],
      )
      expect(modules).toContain('packages/cli/src/run.ts')
    }
  })
})
