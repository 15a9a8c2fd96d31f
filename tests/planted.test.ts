import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { allPlants } from './planted/all-plants.ts'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')

describe('the planted mistakes', () => {
  it('are at least thirty, each with a name of its own', () => {
    expect(allPlants.length).toBeGreaterThanOrEqual(30)
    expect(new Set(allPlants.map(({ mistake }) => mistake)).size).toBe(allPlants.length)
  })

  it('are listed, with how they are applied', () => {
    const page = readFileSync(join(root, 'tests/planted/README.md'), 'utf8')
    expect(page).toContain('pnpm planted')
    expect(page).toContain(`${allPlants.length} mutations`)
  })

  it.each(allPlants)('can still be planted: $mistake', ({ file, find, replace, suites }) => {
    const places = readFileSync(join(root, file), 'utf8').split(find).length - 1
    expect(places === 1 ? 'stands there once' : rewritten(file, find, places)).toBe('stands there once')
    expect(replace).not.toContain(find)
    expect(
      suites.filter((suite) => !existsSync(join(root, suite))),
      'suites that are no longer there',
    ).toEqual([])
  })
})

/** What somebody has to do who rewrote the place of a planted mistake. */
function rewritten(file: string, find: string, places: number): string {
  const now = `${file} was rewritten: this stands there ${places} times, and must stand there once:\n${find}`
  return `${now}\nSay in tests/planted what the same mistake is now, and see it caught by: pnpm planted ${file}`
}
