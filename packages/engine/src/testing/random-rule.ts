import type { Guard, KeyPart, LimitCost, LimitPeriod, Place, Rule, RuleCommon } from '@tidegate/model'
import { randomCondition, randomTextSubject } from './random-condition.ts'
import fc from 'fast-check'

/** Index of a fact of type number in `randomFacts`. */
const numberFact = 2

const place: Place = { file: 'random.policy', line: 1, column: 1, endLine: 1, endColumn: 2 }

const guard: fc.Arbitrary<Guard> = fc.record({
  source: fc.constantFrom('where' as const, 'when' as const, 'unless' as const, 'during' as const),
  condition: randomCondition,
  text: fc.constant('…'),
  place: fc.constant(place),
})

const keyPart: fc.Arbitrary<KeyPart> = fc.oneof(
  fc.constantFrom<KeyPart>(
    { kind: 'ip', v4: 32, v6: 64 },
    { kind: 'ip', v4: 24, v6: 56 },
    { kind: 'ip', v4: 0, v6: 0 },
  ),
  randomTextSubject.map((subject): KeyPart => ({ kind: 'text', subject })),
  fc.constantFrom(2, 3, 4).map((fact): KeyPart => ({ kind: 'fact', fact })),
)

const randomPeriod: fc.Arbitrary<LimitPeriod> = fc.constantFrom<LimitPeriod>(
  { kind: 'sliding', periodMs: 60_000 },
  { kind: 'sliding', periodMs: 60_000 },
  { kind: 'sliding', periodMs: 60_000, burst: 5 },
  { kind: 'calendar', unit: 'hour', zone: 'Europe/Berlin' },
  { kind: 'at-once' },
)

/** Costs as a function of N, which they do not exceed. Fact 2 is a number. */
const randomCost: fc.Arbitrary<(count: number) => LimitCost> = fc.oneof(
  fc.constant((): LimitCost => ({ kind: 'fact', fact: numberFact })),
  fc
    .array(fc.record({ share: fc.constantFrom(0, 0, 0.2, 0.5, 1), condition: randomCondition }), {
      minLength: 1,
      maxLength: 3,
    })
    .map((cases) => (count: number): LimitCost => ({
      kind: 'cases',
      cases: cases.map(({ share, condition }) => ({
        places: Math.floor(share * count),
        condition,
        text: '…',
        place,
      })),
    })),
)

/** One rule of any kind; `linkRules` adds the limits that it replaces or lifts. */
export const randomRule: fc.Arbitrary<Rule> = fc
  .record({
    kind: fc.constantFrom(
      'block' as const,
      'allow-only' as const,
      'limit' as const,
      'limit' as const,
      'exempt' as const,
    ),
    condition: randomCondition,
    guards: fc.array(guard, { maxLength: 2 }),
    shadow: fc.integer({ min: 0, max: 3 }).map((value) => value === 0),
    isNamed: fc.boolean(),
    text: fc.constantFrom('a', 'b', 'c'),
    status: fc.constantFrom(undefined, undefined, 403, 404, 503),
    log: fc.constantFrom(undefined, 'info' as const, 'warn' as const, 'error' as const),
    key: fc.array(keyPart, { maxLength: 2 }),
    count: fc.integer({ min: 1, max: 20 }),
    period: randomPeriod,
    cost: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 2, arbitrary: randomCost }),
    blockMs: fc.constantFrom(undefined, undefined, 600_000),
    includingRefused: fc.boolean(),
  })
  .map(
    ({
      kind,
      condition,
      guards,
      shadow,
      isNamed,
      text: words,
      status,
      log,
      key,
      count,
      includingRefused,
      ...limit
    }) => {
      const common: RuleCommon = {
        id: '',
        ...(isNamed && { name: '' }),
        shadow,
        guards,
        place,
        text: words,
        ...(status !== undefined && { reply: { status } }),
        ...(log !== undefined && { log }),
      }
      switch (kind) {
        case 'block':
        case 'allow-only':
          return { ...common, kind, condition }
        case 'exempt':
          return { ...common, kind, condition, lifts: [] }
        case 'limit':
          return {
            ...common,
            kind,
            count,
            period: limit.period,
            ...(limit.cost !== undefined && { cost: limit.cost(count) }),
            ...(limit.blockMs !== undefined && { blockMs: limit.blockMs }),
            key,
            includingRefused,
            identity: '',
          }
      }
    },
  )

/** The rules with names, digests, and, chosen by `picks`, the limits that they replace or lift. */
export function linkRules(rules: readonly Rule[], picks: readonly number[]): readonly Rule[] {
  const limits = rules.flatMap((rule, index) => (rule.kind === 'limit' ? [index] : []))
  return rules.map((rule, index): Rule => {
    const pick = picks[index % picks.length] ?? 0
    const id = index.toString(16).padStart(16, '0')
    const named = rule.name === undefined ? { ...rule, id } : { ...rule, id, name: `r${(index * 7) % 10}-${index}` }
    if (named.kind === 'exempt') return { ...named, lifts: limits.filter((limit) => ((pick >>> limit) & 1) === 1) }
    if (named.kind !== 'limit') return named
    // INVARIANT: a limit replaces only earlier ones, so there are no cycles.
    const earlier = limits.filter((limit) => limit < index)
    const replaces = pick % 3 === 0 ? earlier[pick % (earlier.length + 1)] : undefined
    return { ...named, identity: named.name ?? id, ...(replaces !== undefined && { replaces }) }
  })
}
