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
  it('takes known options whatever their values, and none at all', () => {
    expect([complaint(undefined), complaint({}), complaint({ mode: 7, store: null })]).toEqual(['', '', ''])
  })

  it.each([
    ['trustproxy', 'trustProxy'],
    ['stroe', 'store'],
    ['onStoreErr', 'onStoreError'],
    ['process', 'processes'],
    ['ambigousPaths', 'ambiguousPaths'],
  ])('says that `%s` is probably `%s`', (written, meant) => {
    expect(complaint({ [written]: 1 })).toBe(
      `createGate: there is no option \`${written}\`; did you mean \`${meant}\`?`,
    )
  })

  it('lists what there is where nothing is alike', () => {
    expect(complaint({ zzz: 1 })).toMatch(/there is no option `zzz`; there are `ambiguousPaths`, /)
  })

  it('refuses what is no object', () => {
    expect(complaint('site.policy')).toMatch(/must be an object/)
    expect(complaint(null)).toMatch(/must be an object/)
  })
})
