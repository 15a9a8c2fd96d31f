import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleCli, runs } from '@tidegate/test-support'
import { strFromU8, unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import manifest from '../package.json' with { type: 'json' }
import { checkOnce } from './testing/check-once.ts'
import { serverProgram } from './server-program.ts'

const script = fileURLToPath(new URL('../../../scripts/write-vsix.ts', import.meta.url))
const cli = dirname(bundleCli().main)

let folder: string
let files: Readonly<Record<string, Uint8Array>>
const text = (name: string): string => strFromU8(files[name] ?? new Uint8Array())
const published = (): typeof manifest => JSON.parse(text('extension/package.json')) as typeof manifest

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-vsix-'))
  const file = join(folder, 'tidegate.vsix')
  execFileSync(process.execPath, [script, file, '--cli', cli], { stdio: 'pipe' })
  files = unzipSync(readFileSync(file))
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
})

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

describe('the archive', () => {
  it('contains what its manifest names, and nothing that only developers need', () => {
    const { main, icon, contributes } = published()
    const named = [
      main,
      icon,
      ...contributes.languages.map(({ configuration }) => configuration),
      ...contributes.grammars.map(({ path }) => path),
      ...contributes.yamlValidation.map(({ url }) => url),
    ]
    const names = Object.keys(files)
    expect(named.map((path) => `extension/${path.replace('./', '')}`).filter((name) => !names.includes(name))).toEqual(
      [],
    )
    expect(names.filter((name) => /\.(?:map|ts|tsbuildinfo)$|node_modules|\/src\//.test(name))).toEqual([])
    expect(
      names.filter((name) => !/^extension\/|^extension\.vsixmanifest$|^\[Content_Types\]\.xml$/.test(name)),
    ).toEqual([])
  })

  it('contains the licence, and those of the packages in its bundles', () => {
    expect(text('extension/LICENSE.txt')).toMatch(/^MIT License/)
    const own = text('extension/dist/THIRD-PARTY-LICENSES.txt')
    for (const name of ['vscode-languageclient', 'vscode-jsonrpc', 'semver', 'minimatch'])
      expect(own).toContain(`${name} `)
    expect(text('extension/dist/tidegate/bundle/THIRD-PARTY-LICENSES.txt')).toContain('chevrotain')
  })

  it('is small', () => {
    expect(readFileSync(join(folder, 'tidegate.vsix')).length).toBeLessThan(1_800_000)
    expect(files['extension/dist/extension.cjs']?.length).toBeLessThan(600_000)
  })

  it('has the name of the extension, the version of the package, and no dependencies', () => {
    expect(published()).toMatchObject({ name: 'tidegate', publisher: 'tidegate', version: manifest.version })
    expect(published()).not.toHaveProperty('devDependencies')
    expect(published()).not.toHaveProperty('private')
    const described = text('extension.vsixmanifest')
    expect(described).toContain(`Id="tidegate" Version="${manifest.version}" Publisher="tidegate"`)
    const assets = [...described.matchAll(/Path="([^"]*)"/g)].map(([, path]) => path)
    expect(assets.filter((path) => files[path!] === undefined)).toEqual([])
    expect(text('[Content_Types].xml')).toContain('Extension=".cjs"')
  })

  it.runIf(runs(10) > 10)('is the same file when it is written again', () => {
    const again = join(folder, 'again.vsix')
    execFileSync(process.execPath, [script, again, '--cli', cli], { stdio: 'pipe' })
    expect(readFileSync(again).equals(readFileSync(join(folder, 'tidegate.vsix')))).toBe(true)
  })
})

describe('the manifest', () => {
  const { configuration, commands, menus } = manifest.contributes

  it('contributes the commands that the code registers', () => {
    const code = text('extension/dist/extension.cjs')
    expect(commands.filter(({ command }) => !code.includes(command))).toEqual([])
    const inMenus = Object.values(menus).flatMap((items) => items.map(({ command }) => command))
    const known = commands.map(({ command }) => command)
    expect(inMenus.filter((command) => !known.includes(command))).toEqual([])
  })

  it('describes each setting, and restricts those that run other code', () => {
    for (const [name, setting] of Object.entries(configuration.properties))
      expect([name, 'description' in setting || 'markdownDescription' in setting]).toEqual([name, true])
    expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations).toEqual([
      'tidegate.path',
      'tidegate.plugins',
    ])
  })

  it.each([
    ['# Tidegate policy of the shop', true],
    ['policy "shop"', true],
    ['# for tidegate', true],
    ['package authz', false],
    ['path "secret/*" {', false],
  ])('claims files without a suffix by their first line: `%s`', (line, ours) => {
    expect(manifest.contributes.languages.map(({ firstLine }) => new RegExp(firstLine).test(line))).toEqual([ours])
  })
})

it('the server in the archive answers a client over standard input and output', async () => {
  const { command, args, env } = serverProgram({
    path: '',
    folder: undefined,
    extension: join(folder, 'extension'),
    execPath: process.execPath,
    platform: process.platform,
  })
  const found = await checkOnce([command, ...args], env, 'list office = 203.0.113.0/24\nblock ip in ofice\n')
  expect(found).toMatchObject({ server: { name: 'tidegate', version: manifest.version }, codes: ['TG201'] })
  expect(found.tests).toEqual(['passed'])
})
