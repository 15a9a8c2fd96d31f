import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findFiles } from './find-files.ts'

const top = mkdtempSync(join(tmpdir(), 'tidegate-find-'))
const root = join(top, 'site')

beforeAll(() => {
  for (const file of [
    'site/a.policy',
    'site/b.test.yaml',
    'site/.hidden.policy',
    'site/.git/g.policy',
    'site/.ci/c.policy',
    'site/node_modules/x/n.policy',
    'site/deep/a.policy',
    'site/deep/er/z.policy',
    'site/deep/node_modules/n.policy',
    'sibling/o.policy',
  ]) {
    mkdirSync(join(top, dirname(file)), { recursive: true })
    writeFileSync(join(top, file), '')
  }
  symlinkSync('deep', join(root, 'link'), 'dir')
  symlinkSync(join(top, 'sibling'), join(root, 'out'), 'dir')
  symlinkSync('a.policy', join(root, 'linked.policy'))
})
afterAll(() => rmSync(top, { recursive: true }))

it.each<readonly [readonly string[], readonly string[]]>([
  [['*.policy'], ['a.policy']],
  [['**.policy'], ['a.policy', 'deep/a.policy', 'deep/er/z.policy']],
  [['**/*.policy'], ['a.policy', 'deep/a.policy', 'deep/er/z.policy']],
  [['./**.policy'], ['a.policy', 'deep/a.policy', 'deep/er/z.policy']],
  [['/deep/**.policy'], ['deep/a.policy', 'deep/er/z.policy']],
  [['deep/**'], ['deep/a.policy', 'deep/er/z.policy']],
  [['*/a.policy'], ['deep/a.policy']],
  [
    ['b.*.yaml', '*.policy', 'a.policy'],
    ['a.policy', 'b.test.yaml'],
  ],
  [['{deep,other}/*.policy'], ['deep/a.policy']],
  [['**.policy', '!deep/**'], ['a.policy']],
  [
    ['**.policy', '!**z.policy'],
    ['a.policy', 'deep/a.policy'],
  ],
  [['.ci/*.policy'], ['.ci/c.policy']],
])('%j finds %j', async (patterns, files) => {
  expect(await findFiles(root, patterns)).toEqual(files)
})

it('returns names without a star unchanged, whether the file exists or not', async () => {
  expect(await findFiles(root, ['none.policy', '../sibling/o.policy'])).toEqual(['../sibling/o.policy', 'none.policy'])
})

it.each([
  '../sibling/*.policy',
  'deep/../../sibling/*.policy',
  '{..,deep/..}/sibling/*.policy',
  'out/*.policy',
  '*/o.policy',
])('finds nothing outside the folder: %s', async (pattern) => {
  expect(await findFiles(root, [pattern])).toEqual([])
})

it('never finds files in `node_modules` or `.git`', async () => {
  expect(await findFiles(root, ['node_modules/**', '.git/*', 'deep/node_modules/*'])).toEqual([])
})

it('follows links to folders only where a pattern names them before its first star', async () => {
  expect(await findFiles(root, ['link/*.policy'])).toEqual(['link/a.policy'])
  expect(await findFiles(root, ['*/er/*.policy'])).toEqual(['deep/er/z.policy'])
})

it('finds nothing below a folder that does not exist', async () => {
  expect(await findFiles(join(top, 'none'), ['**.policy'])).toEqual([])
})

it('refuses to read more folders than the limit', async () => {
  await expect(findFiles(root, ['**.policy'], 2)).rejects.toThrow('there are more than 2 folders below')
  expect(await findFiles(root, ['deep/er/*.policy'], 2)).toEqual(['deep/er/z.policy'])
})
