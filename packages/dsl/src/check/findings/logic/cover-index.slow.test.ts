import { type Condition, type FactSpec, leaf, type TextSubject } from '@tidegate/model'
import { runs } from '@tidegate/test-support'
import { IpSetBuilder, parseIpEntry } from '@tidegate/values'
import { expect, test } from 'vitest'
import { createModelSets } from '../../model-sets.ts'
import { createCoverIndex } from './cover-index.ts'
import { createLogic } from './logic.ts'
import fc from 'fast-check'

const facts: readonly FactSpec[] = [{ name: 'score', type: 'number', presence: 'required' }]
const sets = createModelSets()

function addressSet(entries: readonly string[]): number {
  const builder = new IpSetBuilder()
  for (const text of entries) {
    const entry = parseIpEntry(text)
    if (entry.kind === 'prefix') builder.addPrefix(entry.prefix)
    if (entry.kind === 'address') builder.addIp(entry.address)
    if (entry.kind === 'range') builder.addRange(entry.range)
  }
  return sets.addAddresses(builder.build())
}

function botSet(text: string): number {
  return sets.addBots({ terms: [{ kind: 'token', text, word: false }], except: [] })
}

const addresses = [
  '0.0.0.0/0',
  '10.0.0.0/8',
  '10.1.0.0/16',
  '10.1.2.0/24',
  '10.1.2.3',
  '10.1.2.200 - 10.1.3.5',
  '192.0.2.1',
  '::/0',
  '2001:db8::/32',
  '2001:db8:1::/48',
  '2001:db8:1::1',
]
const patterns = [
  '/a',
  '/a/**',
  '/a/b',
  '/*/b',
  '/**',
  '/a*',
  '/a/b*',
  '/a/b/**',
  '/a/*/c',
  '/c/*',
  '/%41/x',
  '/a/%62',
  '/',
]
const method = { kind: 'method' } as const
const path = { kind: 'path' } as const

const anyLeaf: fc.Arbitrary<Condition> = fc.oneof(
  fc
    .subarray(addresses, { minLength: 1, maxLength: 2 })
    .map((entries): Condition => leaf({ kind: 'ip-in', subject: { kind: 'ip' }, set: addressSet(entries) })),
  fc
    .record({
      include: fc.subarray(patterns, { minLength: 1, maxLength: 2 }),
      except: fc.subarray(patterns, { maxLength: 1 }),
    })
    .map((set): Condition => leaf({ kind: 'path-in', subject: 'path', set: sets.addPaths(set) })),
  fc
    .subarray(['/a', '/a/b', '/a/b/c', '/c/x', '/'], { minLength: 1, maxLength: 2 })
    .map((values): Condition => leaf({ kind: 'text-in', subject: path, values })),
  fc
    .record({
      operator: fc.constantFrom('contains' as const, 'starts-with' as const, 'ends-with' as const),
      value: fc.constantFrom('/a', '/a/', '/a/b/c', 'b', '/'),
    })
    .map((match): Condition => leaf({ kind: 'text-match', subject: path, ...match })),
  fc
    .subarray(['GET', 'POST', 'PUT'], { minLength: 1 })
    .map((values): Condition => leaf({ kind: 'text-in', subject: method, values })),
  fc
    .subarray(['x', 'y'], { minLength: 1 })
    .map((values): Condition => leaf({ kind: 'text-in', subject: { kind: 'header', name: 'x-a' }, values })),
  fc
    .integer({ min: 0, max: 2 })
    .map((value): Condition => leaf({ kind: 'number-compare', fact: 0, operator: '<', value })),
  fc.constant<Condition>(leaf({ kind: 'present', subject: { kind: 'user' } })),
  fc.constant<Condition>({ kind: 'true' }),
)

const conditions: fc.Arbitrary<Condition> = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    anyLeaf,
    tie('condition').map((condition): Condition => ({ kind: 'not', condition })),
    fc.array(tie('condition'), { minLength: 2, maxLength: 3 }).map((all): Condition => ({ kind: 'and', all })),
    fc.array(tie('condition'), { minLength: 2, maxLength: 3 }).map((any): Condition => ({ kind: 'or', any })),
  ),
})).condition

test('the candidates include every conjunction that is implied', () => {
  fc.assert(
    fc.property(fc.array(conditions, { minLength: 2, maxLength: 6 }), (all) => {
      const logic = createLogic({ sets, facts })
      const parts = all.map((condition) => logic.conjuncts(condition, true))
      const index = createCoverIndex(parts, logic)
      for (const [at, given] of all.entries()) {
        if (logic.canHold(given) === false) continue
        const implied = [...all.keys()].filter((other) => logic.implies(given, all[other]!) === true)
        expect(index.candidates(parts[at]!)).toEqual(expect.arrayContaining(implied))
      }
    }),
    { numRuns: runs(500) },
  )
})

test('rules for different areas, clients, hosts or networks are not compared with each other', () => {
  const textIs = (subject: TextSubject, value: string): Condition => {
    return leaf({ kind: 'text-in', subject, values: [value] })
  }
  const inPath = (include: readonly string[]): Condition => {
    return leaf({ kind: 'path-in', subject: 'path', set: sets.addPaths({ include, except: [] }) })
  }
  const all = Array.from({ length: 50 }, (_, index): readonly Condition[] => [
    { kind: 'and', all: [inPath([`/area-${index}/**`]), textIs(method, 'POST')] },
    {
      kind: 'and',
      all: [
        textIs({ kind: 'host' }, `t${index}.example`),
        leaf({ kind: 'text-match', subject: path, operator: 'starts-with', value: '/admin' }),
      ],
    },
    textIs({ kind: 'header', name: 'x-client' }, `client-${index}`),
    {
      kind: 'and',
      all: [
        inPath(['/api/**']),
        leaf({ kind: 'ip-in', subject: { kind: 'ip' }, set: addressSet([`100.64.${index}.0/24`]) }),
      ],
    },
    {
      kind: 'and',
      all: [{ kind: 'not', condition: inPath(['/open/**']) }, leaf({ kind: 'bot-in', set: botSet(`tool${index}`) })],
    },
  ]).flat()
  const logic = createLogic({ sets, facts })
  const parts = all.map((condition) => logic.conjuncts(condition, true))
  const index = createCoverIndex(parts, logic)
  expect(parts.map((given) => index.candidates(given))).toEqual(parts.map((_, at) => [at]))
})
