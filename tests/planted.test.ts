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

  it.each(allPlants)('can still be planted: $mistake', ({ file, find, replace, suites }) => {
    expect(readFileSync(join(root, file), 'utf8').split(find).length - 1).toBe(1)
    expect(replace).not.toContain(find)
    expect(suites.filter((suite) => !existsSync(join(root, suite)))).toEqual([])
  })
})
