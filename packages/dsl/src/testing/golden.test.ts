import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { readGoldens, settleGolden } from './golden.ts'

let folder: URL

beforeEach(() => {
  folder = pathToFileURL(`${mkdtempSync(`${tmpdir()}/golden-`)}/`)
})

afterEach(() => {
  vi.unstubAllEnvs()
})

const put = (name: string, text: string): void => writeFileSync(new URL(name, folder), text)

test('a golden file is split at the line of ten hyphens', () => {
  put('one.golden', 'in 1\nin 2\n----------\nout\n')
  expect(readGoldens(folder)).toMatchObject([{ name: 'one', input: 'in 1\nin 2\n', expected: 'out\n' }])
})

test('files are sorted by name, and other files are ignored', () => {
  put('b.golden', 'b\n----------\n')
  put('a.golden', 'a')
  put('readme.md', 'not a golden')
  expect(readGoldens(folder).map(({ name, input }) => [name, input])).toEqual([
    ['a', 'a\n'],
    ['b', 'b\n'],
  ])
})

test('a folder without golden files is an error of the test', () => {
  expect(() => readGoldens(folder)).toThrow('no golden files')
})

// The environment variable is really set: it is read whenever an expectation is requested.
test('the expectation is kept unless the environment requests rewriting', () => {
  put('one.golden', 'in\n----------\nold\n')
  const [golden] = readGoldens(folder)
  vi.stubEnv('TIDEGATE_GOLDEN', '')
  expect(settleGolden(golden!, 'new\n')).toBe('old\n')
  vi.stubEnv('TIDEGATE_GOLDEN', 'write')
  expect(settleGolden(golden!, 'new\n')).toBe('new\n')
  expect(readFileSync(golden!.file, 'utf8')).toBe('in\n----------\nnew\n')
})
