import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Atom } from '../logic/atom.ts'
import { isTextAtom, type TextAtom, textQuestion } from './text-atom.ts'
import { lessAtom, possibleAtom, unionAtoms } from './union-atoms.ts'

const token = fc.record({ text: fc.constantFrom('bot', 'Bot', 'googlebot', 'code', 'o'), word: fc.boolean() })
const reading = fc.record({ part: fc.constantFrom('path' as const, 'whole' as const), folded: fc.constant(false) })
const atom: fc.Arbitrary<TextAtom> = fc.oneof(
  fc.array(token, { minLength: 1, maxLength: 3 }).map((tokens): TextAtom => ({ kind: 'tokens', tokens })),
  fc
    .tuple(fc.subarray(['/a/**', '/a', '/b*', '/**/c'], { minLength: 1 }), reading)
    .map(([patterns, how]): TextAtom => ({ kind: 'patterns', patterns, reading: how })),
  fc.subarray(['bot', '/a', '/a?x', ''], { minLength: 1 }).map((values): TextAtom => ({ kind: 'values', values })),
  fc.constantFrom('bot', '/a', 'o').map((value): TextAtom => ({ kind: 'match', operator: 'contains', value })),
  fc.constant<TextAtom>({ kind: 'not-empty' }),
)
const atoms = fc.array(atom, { minLength: 1, maxLength: 4 })
const texts = [
  '',
  'bot',
  'xbot',
  'googlebot',
  'BOT/1',
  'code',
  'encode',
  'o',
  '/a',
  '/a/b',
  '/a?x',
  '/bx',
  '/x/c',
  '/c?/a',
]

function holds(asked: Atom, text: string): boolean {
  if (!isTextAtom(asked)) throw new TypeError('a text is asked about')
  return textQuestion(asked, false).holds(text)
}

describe('joined atoms', () => {
  it('are true if one of them is', () => {
    fc.assert(
      fc.property(atoms, (some) => {
        const union = unionAtoms(some)
        expect(union.length).toBeLessThanOrEqual(some.length)
        for (const text of texts) {
          expect(union.some((each) => holds(each, text))).toBe(some.some((each) => holds(each, text)))
        }
      }),
    )
  })

  it('lose only what others exclude', () => {
    fc.assert(
      fc.property(atom, atoms, (one, others) => {
        const left = possibleAtom(one, others)
        for (const text of texts.filter((each) => !others.some((other) => holds(other, each)))) {
          expect([text, left !== undefined && holds(left, text)]).toEqual([text, holds(one, text)])
        }
      }),
      { numRuns: runs(300) },
    )
  })

  it('are described without what another literal excludes', () => {
    fc.assert(
      fc.property(atom, atom, (one, other) => {
        const left = lessAtom(one, other)
        for (const text of texts.filter((each) => !holds(other, each))) {
          expect([text, holds(left, text)]).toEqual([text, holds(one, text)])
        }
      }),
    )
  })
})
