import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Atom, PathReading, TextName } from '../logic/atom.ts'
import { type Expression, expressionHolds, negated } from '../logic/dimension-draft.ts'
import { createBudget } from '@tidegate/values'
import { textDomain } from './text-domain.ts'
import { createTextValues, type TextValue } from './text-values.ts'

interface Subject {
  readonly of: TextName
  readonly atoms: readonly Atom[]
  /** Values that the subject can have, of every kind that the atoms distinguish. */
  readonly samples: readonly TextValue[]
}

const present = { kind: 'present' } as const
const match = (operator: 'contains' | 'starts-with' | 'ends-with', value: string): Atom => ({
  kind: 'match',
  operator,
  value,
})
const tokens = (...texts: readonly string[]): Atom => ({
  kind: 'tokens',
  tokens: texts.map((text) => ({ text: text.replace('=', ''), word: text.startsWith('=') })),
})
const patterns = (part: PathReading['part'], ...texts: readonly string[]): Atom => ({
  kind: 'patterns',
  patterns: texts,
  reading: { part, folded: true },
})

const subjects: readonly Subject[] = [
  {
    of: { kind: 'agent' },
    atoms: [
      present,
      tokens('bot'),
      tokens('googlebot', 'curl'),
      tokens('=code'),
      match('contains', 'bot'),
      match('ends-with', 'x'),
    ],
    samples: [
      undefined,
      '',
      'bot',
      'Bot',
      'Googlebot/2.1',
      'curl',
      'CURL x',
      'code',
      'xcode',
      'vscode bot x',
      'x',
      'bot code',
      'robot/x',
    ],
  },
  {
    of: { kind: 'target' },
    atoms: [
      patterns('path', '/a/**'),
      patterns('path', '/a/*', '/b'),
      patterns('target', '/**?q=*'),
      { kind: 'values', values: ['/b'], reading: { part: 'path', folded: true } },
      { ...match('ends-with', '.php'), reading: { part: 'path', folded: true } } as Atom,
    ],
    samples: [
      '/',
      '/a',
      '/A/',
      '/a/b',
      '/a/b/c',
      '/b',
      '/B/',
      '/b?q=1',
      '/a/x.php',
      '/x.PHP',
      '/x?q=.php',
      '*',
      '?a:1',
    ],
  },
  {
    of: { kind: 'host' },
    atoms: [present, { kind: 'values', values: ['a.b', 'b'] }, match('ends-with', '.b'), match('contains', 'a')],
    samples: [undefined, 'a.b', 'b', 'x.b', 'a', 'a.x', 'x'],
  },
  {
    of: { kind: 'query', name: 'q' },
    atoms: [
      present,
      { kind: 'values', values: ['1', '2'] },
      match('contains', 'x'),
      { kind: 'values', values: [''] },
      { kind: 'not-empty' },
    ],
    samples: [undefined, '', '1', '2', 'x', 'x1', '3'],
  },
  {
    of: { kind: 'fact-list', fact: 'tags' },
    atoms: [present, { kind: 'not-empty' }, { kind: 'values', values: ['a'] }, match('starts-with', 'a')],
    samples: [undefined, [], ['a'], ['ab'], ['b'], [' '], ['a', 'b'], ['']],
  },
]

const expression = (atomCount: number): fc.Arbitrary<Expression> =>
  fc.letrec<{ said: Expression }>((tie) => ({
    said: fc.oneof(
      { maxDepth: 2 },
      fc.record({ kind: fc.constant('atom' as const), atom: fc.nat(atomCount - 1), wanted: fc.boolean() }),
      fc.record({
        kind: fc.constantFrom('all' as const, 'any' as const),
        of: fc.array(tie('said'), { minLength: 1, maxLength: 3 }),
      }),
    ),
  })).said

describe.each(subjects)('values of $of.kind', ({ of, atoms, samples }) => {
  const domain = textDomain(of)
  const values = createTextValues(atoms, domain, of.kind === 'fact-list', createBudget(50_000_000))
  const meets = (value: TextValue, asked: readonly Expression[]): boolean =>
    asked.every((each) => expressionHolds(each, (atom) => values.holds(atom, value)))

  it('are found if one meets the literals, and only then', () => {
    fc.assert(
      fc.property(fc.array(expression(atoms.length), { minLength: 1, maxLength: 3 }), (asked) => {
        const found = values.find(asked)
        if (found.kind === 'value') expect([found.value, meets(found.value, asked)]).toEqual([found.value, true])
        else expect([found.kind, samples.filter((value) => meets(value, asked))]).toEqual(['none', []])
      }),
      { numRuns: runs(60) },
    )
  })

  it('are found for every sample and the literals that distinguish it from the others', () => {
    for (const sample of samples) {
      const asked = atoms.map((_, atom): Expression => {
        const said: Expression = { kind: 'atom', atom, wanted: true }
        return values.holds(atom, sample) ? said : negated(said)
      })
      const found = values.find(asked)
      expect([sample, found.kind]).toEqual([sample, 'value'])
    }
  })
})
