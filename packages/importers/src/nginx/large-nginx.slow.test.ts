import { describe, expect, it } from 'vitest'
import { gateOfImport, outcomeOf } from '../testing/gate-of-import.ts'

describe('a large configuration', () => {
  it.each([
    [
      'a geo with two values',
      (entries: string) => `geo $bad { default 0; 10.0.0.0/8 0; ${entries} } server { if ($bad) { return 403; } }`,
      ' 1;',
    ],
    ['denials after an allow', (entries: string) => `allow 10.0.0.1;\n${entries}`, ';'],
  ])('with %s becomes a policy', (_, configuration, end) => {
    const address = (index: number): string => `10.${index % 7}.${index >> 8}.${index & 255}`
    const prefix = end === ';' ? 'deny ' : ''
    const entries = Array.from({ length: 10_000 }, (_value, index) => `${prefix}${address(index)}${end}`).join('\n')
    expect(outcomeOf(gateOfImport('nginx', configuration(entries)), '198.51.100.7')).toBe('pass')
  })
})
