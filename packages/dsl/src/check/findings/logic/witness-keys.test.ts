import type { Test } from '@tidegate/model'
import { runs } from '@tidegate/test-support'
import { parsePathPattern, pathMatches } from '@tidegate/values'
import { expect, test } from 'vitest'
import { createModelSets } from '../../model-sets.ts'
import { areDisjoint, createWitnessKeys } from './witness-keys.ts'
import fc from 'fast-check'

const sets = createModelSets()
const keysOf = createWitnessKeys(sets)

const inPaths = (include: readonly string[], except: readonly string[] = []): Test => ({
  kind: 'path-in',
  subject: 'path',
  set: sets.addPaths({ include, except }),
})

const segment = fc.constantFrom('a', 'b', 'c', 'ab')
const path = fc.array(segment, { minLength: 1, maxLength: 3 }).map((segments) => `/${segments.join('/')}`)
const patternSegment = fc.oneof(segment, fc.constantFrom('*', '**', 'a*', '*b', '**c'))
const pattern = fc.array(patternSegment, { minLength: 1, maxLength: 3 }).map((segments) => `/${segments.join('/')}`)

function matches(text: string, value: string): boolean {
  const parsed = parsePathPattern(text)
  return parsed.kind === 'pattern' && pathMatches(parsed.pattern, value)
}

test('every path of a set is in one of its key folders', () => {
  fc.assert(
    fc.property(fc.array(pattern, { minLength: 1, maxLength: 3 }), path, (include, value) => {
      const { holding } = keysOf(inPaths(include))
      const isInside = holding?.some((folder) => value === folder || value.startsWith(`${folder}/`)) ?? true
      expect(include.some((text) => matches(text, value)) && !isInside).toBe(false)
    }),
    { numRuns: runs(2_000) },
  )
})

test('a path with unmentioned segments in place of wildcards is in the folders of the witness, and in no others', () => {
  fc.assert(
    fc.property(pattern, (text) => {
      const { witness } = keysOf(inPaths([text]))
      const value = text.replaceAll(/\*+/g, '~')
      const folders = value.split('/').map((_, index, all) => all.slice(0, index + 1).join('/'))
      expect(matches(text, value)).toBe(true)
      expect(witness).toEqual(folders.filter((folder) => folder !== '' && !folder.includes('~')))
    }),
    { numRuns: runs(500) },
  )
})

test('disjoint sets have no path in common', () => {
  fc.assert(
    fc.property(
      fc.array(pattern, { minLength: 1, maxLength: 2 }),
      fc.array(pattern, { minLength: 1, maxLength: 2 }),
      path,
      (a, b, value) => {
        const both = [a, b].every((include) => include.some((text) => matches(text, value)))
        expect(both && areDisjoint(keysOf(inPaths(a)), keysOf(inPaths(b)))).toBe(false)
      },
    ),
    { numRuns: runs(2_000) },
  )
})

test('sets are not disjoint if one is in a folder of the other, and a longer name is not inside a folder', () => {
  const disjoint = (a: string, b: string): boolean => areDisjoint(keysOf(inPaths([a])), keysOf(inPaths([b])))
  expect(disjoint('/a/**', '/a/b')).toBe(false)
  expect(disjoint('/a/b/*', '/a/*/c')).toBe(false)
  expect(disjoint('/a/**', '/*/b')).toBe(false)
  expect(disjoint('/a/**', '/ab/**')).toBe(true)
  expect(disjoint('/a/b', '/a/c/**')).toBe(true)
})

test('a path with several spellings is neither a witness nor a folder', () => {
  expect(keysOf(inPaths(['/a/%62/c']))).toEqual({ holding: ['/a'], witness: undefined })
  expect(keysOf(inPaths(['/a//b']))).toEqual({ holding: ['/a'], witness: undefined })
  expect(keysOf(inPaths(['/']))).toEqual({ holding: undefined, witness: undefined })
  expect(keysOf(inPaths(['/a/b'], ['/a/b']))).toEqual({ holding: ['/a/b'], witness: undefined })
})

test('a witness is in all folders above it', () => {
  expect(keysOf(inPaths(['/a/b/*.php', '/c']))).toEqual({ holding: ['/a/b', '/c'], witness: ['/a', '/a/b'] })
  expect(keysOf(inPaths(['/*/b']))).toEqual({ holding: undefined, witness: [] })
})
