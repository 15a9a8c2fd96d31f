import { describe, expect, it } from 'vitest'
import { checkOptions } from './check-options.ts'
import { gateOptionNames } from './gate/gate-options.ts'

function complaint(options: unknown): string {
  try {
    checkOptions('createGate', options, gateOptionNames)
    return ''
  } catch (error) {
    return (error as TypeError).message
  }
}

describe('checkOptions', () => {
  it('accepts known options with any values, and no options at all', () => {
    expect([complaint(undefined), complaint({}), complaint({ mode: 7, store: null })]).toEqual(['', '', ''])
  })

  it.each([
    ['trustproxy', 'trustProxy'],
    ['stroe', 'store'],
    ['onStoreErr', 'onStoreError'],
    ['process', 'processes'],
    ['ambigousPaths', 'ambiguousPaths'],
  ])('reports `%s` and suggests `%s`', (written, intended) => {
    expect(complaint({ [written]: 1 })).toBe(`createGate: unknown option \`${written}\`; did you mean \`${intended}\`?`)
  })

  it('lists all known options if none is similar', () => {
    expect(complaint({ zzz: 1 })).toMatch(/unknown option `zzz`; known options: `ambiguousPaths`, /)
  })

  it('refuses anything that is not an object', () => {
    expect(complaint('site.policy')).toMatch(/must be an object/)
    expect(complaint(null)).toMatch(/must be an object/)
  })
})
