import {
  counterFault,
  factTypes,
  type LimitRule,
  maxCount,
  maxPeriodMs,
  type Model,
  redirectFault,
} from '@tidegate/model'
import { calendarUnits, checkWindowSpec, isZone, parsePathPattern, tokenFault } from '@tidegate/values'
import { type ModelCounts, modelCounts, modelShapes } from './model-shapes.ts'
import { allOf, arrayOf, flag, kindOf, lazy, objectOf, oneOf, optional, type Shape, text, whole } from './shapes.ts'
import { testShape } from './tests/planned-kinds.ts'

const maxPosition = 2 ** 31

/**
 * The reason why an untrusted value is not a valid model; undefined if it is one: it has the right shape, every index is in range, and every
 * pattern, token, window and set is well-formed. Never throws.
 */
export function checkModel(value: unknown): string | undefined {
  return modelShape(modelCounts(value))(value, 'model') ?? crossFault(value as Model)
}

const place = objectOf({
  file: text,
  line: whole(1, maxPosition),
  column: whole(1, maxPosition),
  endLine: whole(1, maxPosition),
  endColumn: whole(1, maxPosition),
})

const pattern: Shape = (value, at) => {
  if (typeof value !== 'string') return `${at} is not a string`
  const parsed = parsePathPattern(value)
  return parsed.kind === 'fault' ? `${at}: ${parsed.reason}` : undefined
}

const token: Shape = (value, at) => {
  if (typeof value !== 'string') return `${at} is not a string`
  const fault = tokenFault(value)
  return fault === undefined ? undefined : `${at}: ${fault}`
}

const redirectTarget: Shape = (value, at) => {
  if (typeof value !== 'string') return `${at} is not a string`
  const fault = redirectFault(value)
  return fault === undefined ? undefined : `${at}: ${fault.reason}`
}

const page = objectOf({
  file: text,
  type: oneOf('text/html', 'text/plain', 'application/json', 'image/svg+xml'),
  digest: text,
})

const window: Shape = (value, at) => {
  const fault = checkWindowSpec(value)
  return fault === undefined ? undefined : `${at}: ${fault}`
}

/** Ranges of addresses: complete, in ascending order, and not adjacent. */
function ranges(width: number): Shape {
  return (value, at) => {
    if (!(value instanceof Uint32Array) || value.length % (2 * width) !== 0) return `${at} is not an array of ranges`
    for (let i = width; i < value.length; i += width) {
      let order = 0
      for (let k = 0; k < width && order === 0; k++) order = value[i + k]! - value[i - width + k]!
      // A range may be a single address; the next one starts after it.
      if (order < 0 || (order === 0 && (i / width) % 2 === 0)) return `${at} is out of order`
    }
    return undefined
  }
}

const ipSet = objectOf({ v4: ranges(1), v6: ranges(4) })

const plain = objectOf({})

function conditionShape(counts: ModelCounts): Shape {
  const test = testShape(counts)
  const condition: Shape = kindOf({
    true: plain,
    and: objectOf({ all: arrayOf(lazy(() => condition)) }),
    or: objectOf({ any: arrayOf(lazy(() => condition)) }),
    not: objectOf({ condition: lazy(() => condition) }),
    test: objectOf({ test }),
  })
  return condition
}

function ruleShape(counts: ModelCounts): Shape {
  const condition = conditionShape(counts)
  const rule = whole(0, counts.rules)
  const guard = objectOf({
    source: oneOf('where', 'when', 'unless', 'during', 'bots-on-robots-txt'),
    condition,
    text,
    place,
  })
  const common = objectOf({
    id: text,
    name: optional(text),
    shadow: flag,
    guards: arrayOf(guard),
    place,
    text,
    reply: optional(
      objectOf({ status: whole(100, 1000), text: optional(text), to: optional(redirectTarget), page: optional(page) }),
    ),
    log: optional(oneOf('debug', 'info', 'warn', 'error')),
  })
  const keyPart = kindOf({
    ip: objectOf({ v4: whole(0, 33), v6: whole(0, 129) }),
    text: objectOf({ subject: modelShapes(counts).text }),
    fact: objectOf({ fact: whole(0, counts.facts) }),
  })
  const refusing = allOf(common, objectOf({ condition }))
  return kindOf({
    block: refusing,
    'allow-only': refusing,
    exempt: allOf(common, objectOf({ condition, lifts: arrayOf(rule) })),
    limit: allOf(
      common,
      objectOf({
        count: whole(1, maxCount + 1),
        period,
        key: arrayOf(keyPart),
        cost: optional(costShape(counts, condition)),
        blockMs: optional(whole(1, maxPeriodMs + 1)),
        includingRefused: flag,
        countingReplies: optional(arrayOf(whole(100, 1000))),
        replaces: optional(rule),
        identity: text,
      }),
      countable,
    ),
  })
}

/** Of a limit whose numbers are whole: whether counters can count it. */
const countable: Shape = (value, at) => {
  const { count, period, cost } = value as LimitRule
  if (period.kind === 'sliding' && counterFault({ ...period, count }) !== undefined)
    return `${at} cannot be counted exactly`
  return cost?.kind === 'cases' && cost.cases.some(({ places }) => places > count)
    ? `${at} has a cost above its count`
    : undefined
}

const zone: Shape = (value, at) => (typeof value === 'string' && isZone(value) ? undefined : `${at} is not a time zone`)

const period = kindOf({
  sliding: objectOf({ periodMs: whole(1, maxPeriodMs + 1), burst: optional(whole(1, maxCount + 1)) }),
  calendar: objectOf({ unit: oneOf(...calendarUnits), zone }),
  'at-once': plain,
})

function costShape({ facts }: ModelCounts, condition: Shape): Shape {
  return kindOf({
    cases: objectOf({ cases: arrayOf(objectOf({ places: whole(0, maxCount + 1), condition, text, place })) }),
    fact: objectOf({ fact: whole(0, facts) }),
  })
}

function modelShape(counts: ModelCounts): Shape {
  const addresses = whole(0, counts.addressSets)
  const botTerm = kindOf({
    token: objectOf({ text: token, word: flag }),
    set: objectOf({ set: whole(0, counts.botSets) }),
  })
  return objectOf({
    version: oneOf(2),
    name: optional(text),
    clientIp: optional(objectOf({ header: text, trusting: addresses })),
    pathsMatchExactly: flag,
    facts: arrayOf(
      objectOf({
        name: text,
        type: oneOf(...factTypes),
        presence: oneOf('optional', 'required', 'with-user'),
        plugin: optional(text),
      }),
    ),
    addressSets: arrayOf(objectOf({ name: optional(text), set: ipSet })),
    botSets: arrayOf(
      objectOf({ name: optional(text), terms: arrayOf(botTerm), except: arrayOf(botTerm), from: optional(addresses) }),
    ),
    pathSets: arrayOf(objectOf({ name: optional(text), include: arrayOf(pattern), except: arrayOf(pattern) })),
    windows: arrayOf(objectOf({ name: optional(text), spec: window })),
    rules: arrayOf(ruleShape(counts)),
    pages: optional(arrayOf(objectOf({ digest: text, text }))),
    plugins: arrayOf(text),
    files: arrayOf(objectOf({ file: text, role: oneOf('policy', 'include', 'list', 'import', 'reply') })),
    fingerprint: text,
  })
}

/** Faults that shapes cannot detect: circular bot sets, pages without a text, and rules that replace or lift a rule that is not a limit. */
function crossFault(model: Model): string | undefined {
  for (const [index, { terms, except }] of model.botSets.entries()) {
    for (const term of [...terms, ...except]) {
      if (term.kind === 'set' && term.set >= index) return `model.botSets[${index}] refers to a later set`
    }
  }
  const pages = new Set(model.pages?.map(({ digest }) => digest))
  for (const [index, rule] of model.rules.entries()) {
    if (rule.reply?.page !== undefined && !pages.has(rule.reply.page.digest))
      return `model.rules[${index}] refers to a page that the model does not contain`
    const named =
      rule.kind === 'exempt' ? rule.lifts : rule.kind === 'limit' && rule.replaces !== undefined ? [rule.replaces] : []
    if (named.some((other) => model.rules[other]!.kind !== 'limit'))
      return `model.rules[${index}] refers to a rule that is not a limit`
  }
  return undefined
}
