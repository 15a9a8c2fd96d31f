import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { bundleCli } from '@tidegate/test-support'
import { afterAll, describe, expect, it } from 'vitest'
import { codeBlocks } from './docs/code-blocks.ts'
import { policyExamples } from './docs/policy-example.ts'

const root = resolve(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'tidegate-cookbook-'))
const recipes = policyExamples(codeBlocks(root, 'docs/cookbook.md'))

afterAll(() => {
  rmSync(folder, { recursive: true })
})

describe('the cookbook', () => {
  it('has twenty recipes, each with tests, which all pass', () => {
    expect(recipes.length).toBeGreaterThanOrEqual(20)
    const tests = recipes.map(({ block, files }, at) => {
      const place = join(folder, String(at))
      mkdirSync(place)
      writeFileSync(join(place, 'site.policy'), block.text)
      const names = files.map(({ info, text }) => {
        const name = /\bfile=(\S+)/.exec(info)?.[1] ?? ''
        mkdirSync(dirname(join(place, name)), { recursive: true })
        writeFileSync(join(place, name), text)
        return name
      })
      expect(names, `docs/cookbook.md:${block.line}`).toContain('site.test.yaml')
      return `${at}/site.test.yaml`
    })
    const { stdout, stderr, status } = spawnSync('node', [bundleCli().main, 'test', ...tests], {
      cwd: folder,
      encoding: 'utf8',
    })
    expect(status === 0 ? '' : stdout + stderr).toBe('')
  })
})
