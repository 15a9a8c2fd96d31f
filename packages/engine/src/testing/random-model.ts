import type {
  AddressSubject,
  BotSetModel,
  BotTerm,
  Condition,
  FactSpec,
  Guard,
  KeyPart,
  Model,
  PathSetModel,
  Place,
  Rule,
  RuleCommon,
  TextSubject,
} from '@tidegate/dsl'
import { type IpSet, IpSetBuilder, parseIpEntry, type WindowSpec } from '@tidegate/values'
import fc from 'fast-check'

/** The facts that every random model declares, so that random requests can supply them without knowing the model. */
export const randomFacts: readonly FactSpec[] = [
  { name: 'role', type: 'text', presence: 'optional' },
  { name: 'tags', type: 'texts', presence: 'optional' },
  { name: 'score', type: 'number', presence: 'optional' },
  { name: 'premium', type: 'flag', presence: 'optional' },
  { name: 'origin', type: 'ip', presence: 'optional' },
  { name: 'allowed', type: 'ips', presence: 'optional' },
]

/** Prefixes that nest, touch and overlap, of both families. */
export const randomPrefixes: readonly string[] = [
  '203.0.113.0/24',
  '203.0.113.0/28',
  '203.0.113.7',
  '203.0.112.0/23',
  '10.0.0.0/8',
  '10.1.0.0/16',
  '0.0.0.0/0',
  '2001:db8::/32',
  '2001:db8:1::/48',
  '2001:db8:1::7',
]

/** Tokens that hold one another, touch word boundaries, or differ in case from what agents say. */
const tokens: readonly string[] = ['bot', 'googlebot', 'crawl', 'crawler', 'code', 'ai', 'spider/2.0']

const patterns: readonly string[] = ['/a', '/a/**', '/a/*', '/**/key', '/a/b/**', '/a*b', '/', '/**', '/Admin/**']

const texts: readonly string[] = ['', 'a', 'b', 'ab', 'ß', 'GET', 'POST', '/a', '/a/b']

/** The texts that random requests hold too. */
export const randomTexts: readonly string[] = texts

const utc = 'UTC'
const windows: readonly WindowSpec[] = [
  { terms: [{ clock: { from: 240, to: 1020 } }], except: [], zone: utc },
  { terms: [{ clock: { from: 1320, to: 360 }, days: 1 }], except: [], zone: 'Europe/Bucharest' },
  {
    terms: [{ dates: { first: '2026-03-28', last: '2026-03-30' } }],
    except: [{ clock: { from: 60, to: 240 } }],
    zone: utc,
  },
]

const place: Place = { file: 'random.policy', line: 1, column: 1, endLine: 1, endColumn: 2 }

/** The set of some entries of an address list. */
export function ipSetOf(entries: readonly string[]): IpSet {
  const builder = new IpSetBuilder()
  for (const entry of entries) {
    const parsed = parseIpEntry(entry)
    if (parsed.kind === 'address') builder.addIp(parsed.address)
    else if (parsed.kind === 'prefix') builder.addPrefix(parsed.prefix)
  }
  return builder.build()
}

const ipSet: fc.Arbitrary<IpSet> = fc.subarray([...randomPrefixes], { maxLength: 4 }).map(ipSetOf)

const addressSetCount = 4
const botSetCount = 5
const pathSetCount = 3

const token: fc.Arbitrary<BotTerm> = fc.record({
  kind: fc.constant('token' as const),
  text: fc.constantFrom(...tokens),
  word: fc.boolean(),
})

/** A set may name sets before it, so it has to know its place. */
function botSet(index: number): fc.Arbitrary<BotSetModel> {
  const set = fc.nat(Math.max(0, index - 1)).map((named): BotTerm => ({ kind: 'set', set: named }))
  const term = index === 0 ? token : fc.oneof({ weight: 2, arbitrary: token }, { weight: 1, arbitrary: set })
  return fc
    .record({
      terms: fc.array(term, { minLength: 1, maxLength: 3 }),
      except: fc.array(term, { maxLength: 2 }),
      from: fc.option(fc.nat(addressSetCount - 1), { nil: undefined, freq: 3 }),
    })
    .map(({ terms, except, from }) => ({ terms, except, ...(from !== undefined && { from }) }))
}

const pathSet: fc.Arbitrary<PathSetModel> = fc.record({
  include: fc.subarray([...patterns], { minLength: 1, maxLength: 4 }),
  except: fc.subarray([...patterns], { maxLength: 2 }),
})

const textSubject: fc.Arbitrary<TextSubject> = fc.constantFrom<TextSubject>(
  { kind: 'method' },
  { kind: 'host' },
  { kind: 'path' },
  { kind: 'target' },
  { kind: 'agent' },
  { kind: 'user' },
  { kind: 'bot' },
  { kind: 'header', name: 'x-key' },
  { kind: 'query', name: 'k' },
  { kind: 'cookie', name: 'c' },
  { kind: 'fact', fact: 0 },
  { kind: 'fact', fact: 1 },
)

const addressSubject: fc.Arbitrary<AddressSubject> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<AddressSubject>({ kind: 'ip' }) },
  { weight: 1, arbitrary: fc.constant<AddressSubject>({ kind: 'peer' }) },
  { weight: 1, arbitrary: fc.constant<AddressSubject>({ kind: 'fact', fact: 4 }) },
)

const text = fc.constantFrom(...texts, ...tokens)

const present: fc.Arbitrary<TextSubject> = fc.oneof(
  textSubject,
  fc.nat(randomFacts.length - 1).map((fact): TextSubject => ({ kind: 'fact', fact })),
)

const tests: readonly fc.Arbitrary<Condition>[] = [
  fc.record({ kind: fc.constant('ip-in' as const), subject: addressSubject, set: fc.nat(addressSetCount - 1) }),
  fc.record({ kind: fc.constant('ip-in-fact' as const), subject: addressSubject, fact: fc.constant(5) }),
  fc.record({ kind: fc.constant('bot-in' as const), set: fc.nat(botSetCount - 1) }),
  fc.record({ kind: fc.constant('bot-impersonates' as const), set: fc.nat(botSetCount - 1) }),
  fc.record({
    kind: fc.constant('path-in' as const),
    subject: fc.constantFrom('path' as const, 'target' as const),
    set: fc.nat(pathSetCount - 1),
  }),
  fc.record({
    kind: fc.constant('text-in' as const),
    subject: textSubject,
    values: fc.array(text, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    kind: fc.constant('text-match' as const),
    subject: textSubject,
    operator: fc.constantFrom('contains' as const, 'starts-with' as const, 'ends-with' as const),
    value: text,
  }),
  fc.record({ kind: fc.constant('text-same' as const), subject: textSubject, other: textSubject }),
  fc.record({
    kind: fc.constant('number-compare' as const),
    fact: fc.constant(2),
    operator: fc.constantFrom('==' as const, '<' as const, '<=' as const, '>' as const, '>=' as const),
    value: fc.constantFrom(-1, 0, 10),
  }),
  fc.record({ kind: fc.constant('flag' as const), fact: fc.constant(3) }),
  present.map((subject): Condition => ({ kind: 'present', subject })),
  present.map((subject): Condition => ({ kind: 'not-empty', subject })),
  fc.constant<Condition>({ kind: 'present', subject: { kind: 'peer' } }),
  fc.record({ kind: fc.constant('now-in' as const), window: fc.nat(windows.length - 1) }),
  fc.constant<Condition>({ kind: 'anyone' }),
]

/** Alternatives of two tests each: mostly more terms than one rule may have. */
const wideCondition: fc.Arbitrary<Condition> = fc
  .array(fc.tuple(fc.oneof(...tests), fc.oneof(...tests)), { minLength: 15, maxLength: 20 })
  .map((pairs) => ({ kind: 'or', any: pairs.map((all): Condition => ({ kind: 'and', all })) }))

/** Two choices between tests: multiplied out, a term often has two tests of one dimension. */
const crossedCondition: fc.Arbitrary<Condition> = fc
  .tuple(fc.oneof(...tests), fc.oneof(...tests), fc.oneof(...tests), fc.oneof(...tests))
  .map(([a, b, c, d]) => ({
    kind: 'and',
    all: [
      { kind: 'or', any: [a, b] },
      { kind: 'or', any: [c, d] },
    ],
  }))

/** Conditions of up to three levels, now and then a wide one. */
export const randomCondition: fc.Arbitrary<Condition> = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 12, arbitrary: fc.oneof(...tests) },
    {
      weight: 4,
      arbitrary: fc
        .array(tie('condition'), { minLength: 1, maxLength: 3 })
        .map((all): Condition => ({ kind: 'and', all })),
    },
    {
      weight: 4,
      arbitrary: fc
        .array(tie('condition'), { minLength: 1, maxLength: 3 })
        .map((any): Condition => ({ kind: 'or', any })),
    },
    { weight: 4, arbitrary: tie('condition').map((condition): Condition => ({ kind: 'not', condition })) },
    { weight: 1, arbitrary: wideCondition },
    { weight: 1, arbitrary: crossedCondition },
  ),
})).condition

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
  textSubject.map((subject): KeyPart => ({ kind: 'text', subject })),
  fc.constantFrom(2, 3, 4).map((fact): KeyPart => ({ kind: 'fact', fact })),
)

/** One rule of any kind; what it replaces or lifts is filled in once the rules around it are known. */
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
    burst: fc.constantFrom(undefined, undefined, 5),
    includingRefused: fc.boolean(),
  })
  .map(
    ({ kind, condition, guards, shadow, isNamed, text: words, status, log, key, count, burst, includingRefused }) => {
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
            periodMs: 60_000,
            key,
            ...(burst !== undefined && { burst }),
            includingRefused,
            identity: '',
          }
      }
    },
  )

/** The rules with names, digests, and, from `picks`, what limits replace and exemptions lift. */
export function linkRules(rules: readonly Rule[], picks: readonly number[]): readonly Rule[] {
  const limits = rules.flatMap((rule, index) => (rule.kind === 'limit' ? [index] : []))
  return rules.map((rule, index): Rule => {
    const pick = picks[index % picks.length] ?? 0
    const id = index.toString(16).padStart(16, '0')
    const named = rule.name === undefined ? { ...rule, id } : { ...rule, id, name: `r${(index * 7) % 10}-${index}` }
    if (named.kind === 'exempt') return { ...named, lifts: limits.filter((limit) => ((pick >>> limit) & 1) === 1) }
    if (named.kind !== 'limit') return named
    // INVARIANT: a limit replaces an earlier one only, so there are no cycles.
    const earlier = limits.filter((limit) => limit < index)
    const replaces = pick % 3 === 0 ? earlier[pick % (earlier.length + 1)] : undefined
    return { ...named, identity: named.name ?? id, ...(replaces !== undefined && { replaces }) }
  })
}

/** Models over a small universe, so that tests often hold: up to ten rules of every kind. */
export const randomModel: fc.Arbitrary<Model> = fc
  .record({
    pathsMatchExactly: fc.boolean(),
    addressSets: fc.array(ipSet, { minLength: addressSetCount, maxLength: addressSetCount }),
    botSets: fc.tuple(...Array.from({ length: botSetCount }, (_, index) => botSet(index))),
    pathSets: fc.array(pathSet, { minLength: pathSetCount, maxLength: pathSetCount }),
    rules: fc.array(randomRule, { maxLength: 10 }),
    picks: fc.array(fc.nat(1023), { minLength: 10, maxLength: 10 }),
  })
  .map(({ pathsMatchExactly, addressSets, botSets, pathSets, rules, picks }) => ({
    version: 1,
    pathsMatchExactly,
    facts: randomFacts,
    addressSets: addressSets.map((set) => ({ set })),
    botSets,
    pathSets,
    windows: windows.map((spec) => ({ spec })),
    rules: linkRules(rules, picks),
    plugins: [],
    files: [{ file: 'random.policy', role: 'policy' }],
    fingerprint: '0000000000000000',
  }))
