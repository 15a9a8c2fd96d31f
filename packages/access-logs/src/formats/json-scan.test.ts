import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chunkOf } from '../log-chunk.ts'
import { createJsonScan } from './json-scan.ts'

const wanted = ['a', 'b', 'c.d', 'c.e.f', 'g.h']

type Taken = readonly (readonly [string, string])[]

/** Returns what the scan takes from consecutive lines. */
function byScan(lines: readonly string[]): readonly Taken[] {
  const chunk = chunkOf(lines.join('\n'))
  let taken: (readonly [string, string])[] = []
  const scan = createJsonScan(new Map(wanted.map((key) => [key, key])), (use, start, end, text) => {
    taken.push([use, text ?? chunk.text.slice(start, end)])
  })
  scan.turnTo(chunk)
  let at = 0
  return lines.map((line) => {
    taken = []
    scan.read(at, at + line.length)
    at += line.length + 1
    return last(taken)
  })
}

/** Reference implementation. */
function byParse(line: string): Taken {
  const taken: (readonly [string, string])[] = []
  const walk = (value: unknown, path: string, isOpen: boolean): void => {
    const first: unknown = Array.isArray(value) ? value[0] : value
    if (wanted.includes(path) && (typeof first === 'string' || typeof first === 'number'))
      taken.push([path, String(first)])
    if (!isOpen || typeof value !== 'object' || value === null || Array.isArray(value)) return
    // Values inside a key that contains dots are not looked up.
    for (const [key, inside] of Object.entries(value))
      walk(inside, path === '' ? key : `${path}.${key}`, !key.includes('.'))
  }
  walk(JSON.parse(line), '', true)
  return last(taken)
}

/** Returns the last value of each key, sorted by key. */
function last(taken: Taken): Taken {
  return [...new Map(taken)].toSorted(([x], [y]) => (x < y ? -1 : 1))
}

const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'h', 'x', 'c.d', 'c.e', 'é"\\')
const text = fc.oneof(fc.string(), fc.constantFrom('{', '}', '"', '\\', '\\"', ',"a":1', '\u2603', '"}'))

const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    { weight: 4, arbitrary: text },
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc
      .uniqueArray(fc.tuple(name, tie('value')), { maxLength: 4, selector: ([key]) => key })
      .map((entries) => Object.fromEntries(entries)),
  ),
})).value

const line = fc
  .tuple(
    fc.uniqueArray(fc.tuple(name, value), { maxLength: 6, selector: ([key]) => key }),
    fc.constantFrom(undefined, 1),
  )
  .map(([entries, space]) => JSON.stringify(Object.fromEntries(entries), undefined, space).replaceAll('\n', ' '))

describe('createJsonScan', () => {
  it('takes from valid lines what JSON.parse gives, whatever the previous lines contained', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
        expect(byScan(lines)).toEqual(lines.map(byParse))
      }),
      { numRuns: runs(500) },
    )
  })

  it('never throws and never reads beyond its line, whatever the line contains', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      ':',
      ',',
      '\\',
      'a',
      '"a"',
      '"c":{',
      '1',
      'null',
      ' ',
      '\u00ff',
    )
    fc.assert(
      fc.property(
        fc.array(piece).map((pieces) => pieces.join('')),
        (hostile) => {
          const alone = byScan([hostile])
          const sound = '{"a":"1"}'
          expect(byScan([hostile, sound])).toEqual([...alone, [['a', '1']]])
        },
      ),
      { numRuns: runs(1_000) },
    )
  })

  it('recurses no deeper than the wanted keys', () => {
    const deep = `{"x":${'['.repeat(100_000)}${']'.repeat(100_000)},"c":${'{"e":'.repeat(50_000)}1${'}'.repeat(50_000)},"a":2}`
    expect(byScan([deep])).toEqual([[['a', '2']]])
  })
})
