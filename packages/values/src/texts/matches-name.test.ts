import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isFilePattern, matchesName } from './matches-name.ts'

describe('matchesName', () => {
  it.each([
    ['*.policy', 'a.policy', true],
    ['*.policy', '.policy', false],
    ['*.policy', 'a.policy~', false],
    ['*.policy', '.#a.policy', false],
    ['.*.policy', '.a.policy', true],
    ['tenant-?.policy', 'tenant-1.policy', true],
    ['tenant-?.policy', 'tenant-.policy', false],
    ['?.policy', '😀.policy', true],
    ['*', '', true],
    ['a*b*c', 'abbc', true],
    ['a*b*c', 'abbcd', false],
    ['A.policy', 'a.policy', false],
    ['[a].policy', 'a.policy', false],
    ['a.policy', 'a.policy', true],
  ])('%s and %s: %s', (pattern, name, matches) => {
    expect(matchesName(pattern, name)).toBe(matches)
  })

  it('agrees with a regular expression', () => {
    const letters = fc.constantFrom('a', 'b', '.', '*', '?')
    const text = fc.array(letters, { maxLength: 8 }).map((parts) => parts.join(''))
    const name = fc.array(fc.constantFrom('a', 'b', '.'), { maxLength: 8 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(text, name, (pattern, file) => {
        const source = pattern.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.')
        const isHidden = file.startsWith('.') && !pattern.startsWith('.')
        expect(matchesName(pattern, file)).toBe(!isHidden && new RegExp(`^${source}$`, 'u').test(file))
      }),
    )
  })

  it('takes at most the product of both lengths', () => {
    expect(matchesName('*a'.repeat(100), 'a'.repeat(10_000) + 'b')).toBe(false)
  })
})

describe('isFilePattern', () => {
  it.each([
    ['a.policy', false],
    ['*.policy', true],
    ['a?', true],
    ['[a].policy', false],
  ])('%s: %s', (file, is) => {
    expect(isFilePattern(file)).toBe(is)
  })
})
