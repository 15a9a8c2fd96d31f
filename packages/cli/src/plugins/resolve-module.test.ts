import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { resolveModule } from './resolve-module.ts'

let folder: string
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'tidegate-resolve-')))
  write('node_modules/plain/package.json', '{ "main": "main.cjs" }')
  write('node_modules/plain/main.cjs', '')
  write('node_modules/@scope/imported/package.json', '{ "type": "module", "exports": { "import": "./main.js" } }')
  write('node_modules/@scope/imported/main.js', '')
  write('deep/er/plugin.js', '')
})
afterAll(() => rmSync(folder, { recursive: true }))

function write(name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  writeFileSync(join(folder, name), text)
}

describe('resolveModule', () => {
  it.each([
    ['plain', '', 'node_modules/plain/main.cjs'],
    ['plain', 'deep/er', 'node_modules/plain/main.cjs'],
    ['@scope/imported', 'deep', 'node_modules/@scope/imported/main.js'],
    ['./plugin.js', 'deep/er', 'deep/er/plugin.js'],
    ['../er/plugin.js', 'deep/er', 'deep/er/plugin.js'],
  ])('finds %s from %s/', (name, from, found) => {
    expect(resolveModule(name, join(folder, from))?.href).toBe(pathToFileURL(join(folder, found)).href)
  })

  it('accepts absolute paths and file URLs', () => {
    const path = join(folder, 'deep/er/plugin.js')
    expect(resolveModule(path, '/')?.href).toBe(pathToFileURL(path).href)
    expect(resolveModule(pathToFileURL(path).href, '/')?.href).toBe(pathToFileURL(path).href)
  })

  it('finds no package that is not installed', () => {
    expect(resolveModule('nowhere-installed', folder)).toBeUndefined()
    expect(resolveModule('@scope/nowhere', folder)).toBeUndefined()
    expect(resolveModule('fs', folder)).toBeUndefined()
  })
})
