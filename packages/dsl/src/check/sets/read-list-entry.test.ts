import { describe, expect, test } from 'vitest'
import { noFiles } from '../check-host.ts'
import { type Checked, checkPolicy } from '../check-policy.ts'

function check(file: string, content: string): Checked {
  const bytes = new TextEncoder().encode(content)
  return checkPolicy(
    { file: 'a.policy', text: `list l = file "${file}"\nblock ip in l\n` },
    { ...noFiles, readList: () => ({ kind: 'bytes', file, bytes }) },
  )
}

const places = ({ diagnostics }: Checked): readonly string[] =>
  diagnostics.map(({ code, place: { file, line, column }, message }) => `${code} ${file}:${line}:${column} ${message}`)

describe('a long list', () => {
  const lines = Array.from({ length: 100_000 }, (_, index) => `10.${(index >> 8) & 255}.${index & 255}.${index >> 16}`)

  test('is shown in errors by line and column, without its text', () => {
    const checked = check('a.txt', [...lines, '  192.0.2.256', '192.0.2.7/24', 'x'].join('\n'))
    expect(places(checked)).toEqual([
      'TG221 a.txt:100001:3 octet `256` is above 255',
      'TG411 a.txt:100002:1 host bits are set: the network is `192.0.2.0/24`',
      'TG221 a.txt:100003:1 expected an address, a prefix or a range',
    ])
    expect(checked.sources.map(({ file }) => file)).toEqual(['a.policy'])
  })

  test('with many errors is not read to its end', () => {
    for (const [file, text] of [
      ['a.txt', 'x\n'.repeat(30_000)],
      ['a.json', `[${'{},'.repeat(60_000)}{}]`],
      ['a.csv', `ip,a\n${'x,y\n'.repeat(30_000)}`],
    ] as const) {
      const [first, ...others] = places(check(file, text))
      expect(others.length).toBeLessThan(30)
      expect(first).toMatch(/^TG221 a\.policy:1:10 `a\.\w+` has at least \d+ more errors$/)
    }
  })
})
