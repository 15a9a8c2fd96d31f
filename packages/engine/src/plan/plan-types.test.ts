import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type {
  Condition,
  CostCase,
  KeyPart,
  LimitCost,
  LimitPeriod,
  Model,
  ReplyPage,
  Rule,
  Test,
  TextSubject,
} from '@tidegate/model'
import { describe, expect, it } from 'vitest'
import type { AtOnceCounter, CalendarCounter, WindowCounter } from '../counters/store.ts'
import type {
  AddressDimension,
  BotTable,
  PatternTable,
  PlanDimensions,
  Residual,
  TermTable,
  TestExpression,
  TestTable,
  TextDimension,
  TimeDimension,
} from './dimensions.ts'
import type { Lists } from './lists.ts'
import type { Plan } from './plan.ts'

/** The required and optional properties of a type. The compiler ensures that the list is complete and contains no others. */
type Presence<T> = { readonly [K in keyof T]-?: Record<never, never> extends Pick<T, K> ? 'optional' : 'required' }
type OfKind<T extends { readonly kind: string }, K extends T['kind']> = T extends unknown
  ? K extends T['kind']
    ? T
    : never
  : never

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly oneOf?: readonly Schema[]
  readonly $defs?: Readonly<Record<string, Schema>>
  readonly $ref?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
}

const { resolve } = createRequire(import.meta.url)
const [model, plan] = ['@tidegate/model/model.schema.json', '@tidegate/engine/plan.schema.json'].map(
  (name) => JSON.parse(readFileSync(resolve(name), 'utf8')) as Schema,
) as [Schema, Schema]

/** A part of a schema, given by names of properties, `[]` for items, `:kind` for the alternative of a kind, `/name` for a definition. */
function partOf(schema: Schema, way: string): Schema {
  let at = schema
  for (const step of way === '' ? [] : way.split(' ')) {
    if (step.startsWith('/')) at = schema.$defs![step.slice(1)]!
    else if (step === '[]') at = at.items!
    else if (step.startsWith(':')) at = at.oneOf!.find((one) => kindsOf(schema, one).includes(step.slice(1)))!
    else at = at.properties![step]!
    at = resolved(schema, at)
  }
  return at
}

function resolved(schema: Schema, part: Schema): Schema {
  const [, name] = /^#\/\$defs\/(\w+)$/.exec(part.$ref ?? '') ?? []
  return name === undefined ? part : schema.$defs![name]!
}

function kindsOf(schema: Schema, part: Schema): readonly unknown[] {
  const { kind, algorithm } = resolved(schema, part).properties ?? {}
  const discriminant = kind ?? algorithm
  return discriminant?.enum ?? [discriminant?.const]
}

function presenceIn(schema: Schema, way: string): Readonly<Record<string, string>> {
  const { properties = {}, required = [] } = partOf(schema, way)
  return Object.fromEntries(
    Object.keys(properties).map((name) => [name, required.includes(name) ? 'required' : 'optional']),
  )
}

const yes = 'required'
const no = 'optional'

const ofModel = {
  '': {
    version: yes,
    name: no,
    clientIp: no,
    pathsMatchExactly: yes,
    facts: yes,
    addressSets: yes,
    botSets: yes,
    pathSets: yes,
    windows: yes,
    rules: yes,
    pages: no,
    plugins: yes,
    files: yes,
    fingerprint: yes,
  } satisfies Presence<Model>,
  clientIp: { header: yes, trusting: yes } satisfies Presence<NonNullable<Model['clientIp']>>,
  'facts []': { name: yes, type: yes, presence: yes, plugin: no } satisfies Presence<Model['facts'][number]>,
  'addressSets []': { name: no, set: yes } satisfies Presence<Model['addressSets'][number]>,
  'addressSets [] set': { v4: yes, v6: yes } satisfies Presence<Model['addressSets'][number]['set']>,
  'botSets []': { name: no, terms: yes, except: yes, from: no } satisfies Presence<Model['botSets'][number]>,
  '/botTerm :token': { kind: yes, text: yes, word: yes } satisfies Presence<OfKind<BotTerm, 'token'>>,
  '/botTerm :set': { kind: yes, set: yes } satisfies Presence<OfKind<BotTerm, 'set'>>,
  'pathSets []': { name: no, include: yes, except: yes } satisfies Presence<Model['pathSets'][number]>,
  'windows []': { name: no, spec: yes } satisfies Presence<Window>,
  'windows [] spec': { terms: yes, except: yes, zone: yes } satisfies Presence<Window['spec']>,
  '/windowTerm': { dates: no, days: no, clock: no } satisfies Presence<Window['spec']['terms'][number]>,
  'files []': { file: yes, role: yes } satisfies Presence<Model['files'][number]>,
  '/textSubject :method': { kind: yes } satisfies Presence<OfKind<TextSubject, 'method'>>,
  '/textSubject :cookie': { kind: yes, name: yes } satisfies Presence<OfKind<TextSubject, 'cookie'>>,
  '/textSubject :fact': { kind: yes, fact: yes } satisfies Presence<OfKind<TextSubject, 'fact'>>,
  '/keyPart :ip': { kind: yes, v4: yes, v6: yes } satisfies Presence<OfKind<KeyPart, 'ip'>>,
  '/keyPart :text': { kind: yes, subject: yes } satisfies Presence<OfKind<KeyPart, 'text'>>,
  '/keyPart :fact': { kind: yes, fact: yes } satisfies Presence<OfKind<KeyPart, 'fact'>>,
  '/guard': { source: yes, condition: yes, text: yes, place: yes } satisfies Presence<Rule['guards'][number]>,
  '/place': { file: yes, line: yes, column: yes, endLine: yes, endColumn: yes } satisfies Presence<Rule['place']>,
  '/blockRule': { ...ruleCommon(), condition: yes } satisfies Presence<OfKind<Rule, 'block'>>,
  'pages []': { digest: yes, text: yes } satisfies Presence<NonNullable<Model['pages']>[number]>,
  '/blockRule reply': { status: yes, text: no, to: no, page: no } satisfies Presence<NonNullable<Rule['reply']>>,
  '/blockRule reply page': { file: yes, type: yes, digest: yes } satisfies Presence<ReplyPage>,
  '/allowOnlyRule': { ...ruleCommon(), condition: yes } satisfies Presence<OfKind<Rule, 'allow-only'>>,
  '/exemptRule': { ...ruleCommon(), condition: yes, lifts: yes } satisfies Presence<OfKind<Rule, 'exempt'>>,
  '/limitRule': {
    ...ruleCommon(),
    count: yes,
    period: yes,
    key: yes,
    cost: no,
    blockMs: no,
    includingRefused: yes,
    countingReplies: no,
    replaces: no,
    identity: yes,
  } satisfies Presence<OfKind<Rule, 'limit'>>,
  '/limitPeriod :sliding': { kind: yes, periodMs: yes, burst: no } satisfies Presence<OfKind<LimitPeriod, 'sliding'>>,
  '/limitPeriod :calendar': { kind: yes, unit: yes, zone: yes } satisfies Presence<OfKind<LimitPeriod, 'calendar'>>,
  '/limitPeriod :at-once': { kind: yes } satisfies Presence<OfKind<LimitPeriod, 'at-once'>>,
  '/limitCost :cases': { kind: yes, cases: yes } satisfies Presence<OfKind<LimitCost, 'cases'>>,
  '/limitCost :cases cases []': { places: yes, condition: yes, text: yes, place: yes } satisfies Presence<CostCase>,
  '/limitCost :fact': { kind: yes, fact: yes } satisfies Presence<OfKind<LimitCost, 'fact'>>,
} as const

/** Every kind of condition. */
const conditions: { readonly [K in Condition['kind']]: Presence<OfKind<Condition, K>> } = {
  true: { kind: yes },
  and: { kind: yes, all: yes },
  or: { kind: yes, any: yes },
  not: { kind: yes, condition: yes },
  test: { kind: yes, test: yes },
}

/** Every kind of test. */
const tests: { readonly [K in Test['kind']]: Presence<OfKind<Test, K>> } = {
  'ip-in': { kind: yes, subject: yes, set: yes },
  'ip-in-fact': { kind: yes, subject: yes, fact: yes },
  'agent-oversized': { kind: yes },
  'bot-in': { kind: yes, set: yes },
  'bot-impersonates': { kind: yes, set: yes },
  'path-in': { kind: yes, subject: yes, set: yes },
  'text-in': { kind: yes, subject: yes, values: yes },
  'text-match': { kind: yes, subject: yes, operator: yes, value: yes },
  'text-same': { kind: yes, subject: yes, other: yes },
  'number-compare': { kind: yes, fact: yes, operator: yes, value: yes },
  flag: { kind: yes, fact: yes },
  present: { kind: yes, subject: yes },
  'not-empty': { kind: yes, subject: yes },
  'now-in': { kind: yes, window: yes },
}

const ofPlan = {
  '': {
    version: yes,
    model: yes,
    inputs: yes,
    layout: yes,
    dimensions: yes,
    limits: yes,
  } satisfies Presence<Plan>,
  inputs: { headers: yes, queries: yes, cookies: yes } satisfies Presence<Plan['inputs']>,
  'limits []': { rule: yes, subject: yes, counter: yes, ownSubject: yes } satisfies Presence<Plan['limits'][number]>,
  layout: { tag: yes, subjects: yes } satisfies Presence<Plan['layout']>,
  '/subject': { identity: yes, shadow: yes, counters: yes } satisfies Presence<Subject>,
  '/counter :gcra': {
    identity: yes,
    algorithm: yes,
    count: yes,
    periodMs: yes,
    burst: no,
    blockMs: no,
  } satisfies Presence<WindowCounter>,
  '/counter :calendar': {
    identity: yes,
    algorithm: yes,
    count: yes,
    unit: yes,
    zone: yes,
    blockMs: no,
  } satisfies Presence<CalendarCounter>,
  '/counter :at-once': { identity: yes, algorithm: yes, count: yes, blockMs: no } satisfies Presence<AtOnceCounter>,
  dimensions: { terms: yes, prefixes: yes, bots: no, list: yes } satisfies Presence<PlanDimensions>,
  '/terms': {
    count: yes,
    words: yes,
    summaryWords: yes,
    rules: yes,
    residualOf: yes,
    residuals: yes,
  } satisfies Presence<TermTable>,
  '/residual :test': { kind: yes, dimension: yes, test: yes } satisfies Presence<OfKind<Residual, 'test'>>,
  '/residual :other': { kind: yes, test: yes, wanted: yes } satisfies Presence<OfKind<Residual, 'other'>>,
  '/residual :and': { kind: yes, all: yes } satisfies Presence<OfKind<Residual, 'and'>>,
  '/residual :or': { kind: yes, any: yes } satisfies Presence<OfKind<Residual, 'or'>>,
  '/testTable': {
    atomCount: yes,
    tests: yes,
    byDefault: yes,
    testsOfAtom: yes,
    wordsOfTest: yes,
    bits: yes,
    row: yes,
    tested: yes,
  } satisfies Presence<TestTable>,
  '/testExpression :not': { kind: yes, atom: yes } satisfies Presence<OfKind<TestExpression, 'not'>>,
  '/testExpression :and': { kind: yes, all: yes } satisfies Presence<OfKind<TestExpression, 'and'>>,
  '/timeDimension': { kind: yes, table: yes, windows: yes } satisfies Presence<TimeDimension>,
  '/addressDimension': {
    kind: yes,
    table: yes,
    subject: yes,
    flipsOfClass: yes,
    flips: yes,
  } satisfies Presence<AddressDimension>,
  '/textDimension': {
    kind: yes,
    table: yes,
    subject: yes,
    present: yes,
    notEmpty: yes,
    values: yes,
    atomsOfValue: yes,
    patterns: no,
    matches: yes,
    atomOfBots: no,
  } satisfies Presence<TextDimension>,
  '/textDimension matches []': {
    operator: yes,
    value: yes,
    atom: yes,
  } satisfies Presence<TextDimension['matches'][number]>,
  '/patternTable': { index: yes, marks: yes, atomOfSet: yes } satisfies Presence<PatternTable>,
  '/botTable': {
    scan: yes,
    tokens: yes,
    marks: yes,
    marksOfSet: yes,
    setCount: yes,
    declaredSets: yes,
  } satisfies Presence<BotTable>,
  '/lists': { starts: yes, items: yes } satisfies Presence<Lists>,
  '/prefixTable': {
    setCount: yes,
    classCount: yes,
    rows: yes,
    v4: yes,
    v6: yes,
  } satisfies Presence<PlanDimensions['prefixes']>,
  '/prefixTable v4': {
    indexBits: yes,
    index: yes,
    base: yes,
    lows: yes,
    classes: yes,
  } satisfies Presence<PlanDimensions['prefixes']['v4']>,
  '/prefixTable v6': { nodes: yes } satisfies Presence<PlanDimensions['prefixes']['v6']>,
  '/patternIndex': {
    kind: yes,
    exactly: yes,
    patternCount: yes,
    prefixes: yes,
    checks: yes,
    literals: yes,
    literalChecks: yes,
  } satisfies Presence<PatternTable['index']>,
  '/patternIndex checks [] :stars': {
    kind: yes,
    pattern: yes,
    head: yes,
    middles: yes,
    last: yes,
    hasTail: yes,
  } satisfies Presence<OfKind<Check, 'stars'>>,
  '/patternIndex checks [] :mixed': {
    kind: yes,
    pattern: yes,
    head: yes,
    middles: yes,
    last: yes,
    hasTail: yes,
    words: yes,
    classes: yes,
    moves: yes,
    anyLoops: yes,
    slashlessLoops: yes,
    accepts: yes,
  } satisfies Presence<OfKind<Check, 'mixed'>>,
  '/prefixIndex': {
    classes: yes,
    classCount: yes,
    denseCount: yes,
    rows: yes,
    firstChild: yes,
    enteredBy: yes,
    lists: yes,
    listStart: yes,
    holds: yes,
    targets: yes,
  } satisfies Presence<PatternTable['index']['prefixes']>,
  '/tokenScan': {
    kind: yes,
    filter: yes,
    classes: yes,
    classCount: yes,
    rows: yes,
    steps: yes,
    otherwise: yes,
    output: yes,
    listStart: yes,
    tokens: yes,
    lengths: yes,
    words: yes,
  } satisfies Presence<BotTable['scan']>,
  '/tokenScan filter': {
    gramLength: yes,
    stride: yes,
    reach: yes,
    slots: yes,
  } satisfies Presence<BotTable['scan']['filter']>,
} as const

type BotTerm = Model['botSets'][number]['terms'][number]
type Window = Model['windows'][number]
type Subject = Plan['layout']['subjects'][number]
type Check = PatternTable['index']['checks'][number]

function ruleCommon(): Presence<Omit<OfKind<Rule, 'block'>, 'condition'>> {
  return {
    kind: yes,
    id: yes,
    name: no,
    shadow: yes,
    guards: yes,
    place: yes,
    text: yes,
    reply: no,
    log: no,
  }
}

describe('the schemas', () => {
  it.each(Object.entries(ofModel))('have the properties of the type: model %s', (way, expected) => {
    expect(presenceIn(model, way)).toEqual(expected)
  })

  it.each(Object.entries(conditions))('have the properties of the type: condition %s', (kind, expected) => {
    expect(presenceIn(model, `/condition :${kind}`)).toEqual(expected)
  })

  it.each(Object.entries(tests))('have the properties of the type: test %s', (kind, expected) => {
    const isTimeless = partOf(model, '/timelessTest').oneOf!.some((one) => kindsOf(model, one).includes(kind))
    expect(presenceIn(model, `/${isTimeless ? 'timelessTest' : 'test'} :${kind}`)).toEqual(expected)
  })

  it.each(Object.entries(ofPlan))('have the properties of the type: plan %s', (way, expected) => {
    expect(presenceIn(plan, way)).toEqual(expected)
  })

  it('allow no additional properties of any object', () => {
    const open: string[] = []
    const visit = (value: unknown, way: string): void => {
      if (typeof value !== 'object' || value === null) return
      const schema = value as { readonly type?: unknown; readonly additionalProperties?: unknown }
      if (schema.type === 'object' && schema.additionalProperties !== false) open.push(way)
      for (const [key, item] of Object.entries(value)) visit(item, `${way}/${key}`)
    }
    visit(model, 'model')
    visit(plan, 'plan')
    expect(open).toEqual([])
  })
})
