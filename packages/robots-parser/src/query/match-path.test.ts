import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findPiece, matchPath } from './match-path.ts'

/** The algorithm of the reference parser: every position at which the pattern read so far may end. O(pattern × path). */
function referenceMatch(pattern: string, path: string): boolean {
  let places = [0]
  for (let index = 0; index < pattern.length; index++) {
    const character = pattern[index]
    if (character === '$' && index === pattern.length - 1) return places.includes(path.length)
    if (character === '*') {
      const first = Math.min(...places)
      places = Array.from({ length: path.length - first + 1 }, (_, offset) => first + offset)
    } else places = places.filter((place) => path[place] === character).map((place) => place + 1)
    if (places.length === 0) return false
  }
  return true
}

describe('matchPath', () => {
  test('gives the same result as the algorithm of the reference parser', () => {
    const letters = fc.constantFrom('a', 'b', '/')
    const pattern = fc
      .tuple(
        fc.string({ unit: fc.oneof({ weight: 3, arbitrary: letters }, fc.constant('*')), maxLength: 24 }),
        fc.constantFrom('', '$'),
      )
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(pattern, fc.string({ unit: letters, maxLength: 60 }), (rule, path) => {
        expect(matchPath(rule, path)).toBe(referenceMatch(rule, path))
      }),
      { numRuns: runs(5000) },
    )
  })

  test('finds long pieces in the same place as the built-in search', () => {
    const letters = fc.constantFrom('a', 'b')
    fc.assert(
      fc.property(
        fc.string({ unit: letters, minLength: 17, maxLength: 24 }),
        fc.string({ unit: letters, maxLength: 200 }),
        fc.nat(20),
        (piece, rest, from) => {
          for (const path of [rest, rest + piece, `${rest}${piece.slice(0, -1)}${piece}`]) {
            expect(findPiece(piece, path, from)).toBe(path.indexOf(piece, from))
          }
        },
      ),
      { numRuns: runs(2000) },
    )
  })

  // Each of these takes longer than the time limit of the test if the work is more than linear.
  test.each([
    ['many wildcards', `/${'*a'.repeat(8000)}b`, `/${'a'.repeat(500_000)}`],
    ['many wildcards and an anchor', `/${'a*'.repeat(8000)}b$`, `/${'a'.repeat(500_000)}`],
    ['a long piece that nearly matches everywhere', `*${'a'.repeat(8000)}b`, 'a'.repeat(1_000_000)],
    ['a row of stars', '*'.repeat(16_000), 'a'.repeat(1_000_000)],
  ])('%s take no longer than their length', (name, pattern, path) => {
    expect(matchPath(pattern, path)).toBe(name === 'a row of stars')
  })
})
