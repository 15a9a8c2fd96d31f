import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { allMutations } from './mutations/all-mutations.ts'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')

describe('the mutations', () => {
  it('are at least thirty, each with a different name', () => {
    expect(allMutations.length).toBeGreaterThanOrEqual(30)
    expect(new Set(allMutations.map(({ error }) => error)).size).toBe(allMutations.length)
  })

  it('are counted in the README, which describes how to apply them', () => {
    const page = readFileSync(join(root, 'tests/mutations/README.md'), 'utf8')
    expect(page).toContain('pnpm mutations')
    expect(page).toContain(`${allMutations.length} mutations`)
  })

  it.each(allMutations)('can still be applied: $error', ({ file, find, replace, suites }) => {
    const places = readFileSync(join(root, file), 'utf8').split(find).length - 1
    expect(places === 1 ? 'occurs once' : rewritten(file, find, places)).toBe('occurs once')
    expect(replace).not.toContain(find)
    expect(
      suites.filter((suite) => !existsSync(join(root, suite))),
      'suites that no longer exist',
    ).toEqual([])
  })
})

/** Explains what to do after the code of a mutation has been rewritten. */
function rewritten(file: string, find: string, places: number): string {
  const now = `${file} was rewritten: this occurs ${places} times, and must occur once:\n${find}`
  return `${now}\nRewrite the mutation in tests/mutations, and check that it is killed: pnpm mutations ${file}`
}
