import type { Model } from '@tidegate/model'
import { checkWindowSpec, parsePathPattern, tokenFault } from '@tidegate/values'
import {
  allOf,
  arrayOf,
  flag,
  kindOf,
  lazy,
  number,
  objectOf,
  oneOf,
  optional,
  type Shape,
  text,
  whole,
} from './shapes.ts'

const mostCount = 2 ** 31
const longestPeriodMs = 366 * 86_400_000 + 1

/**
 * Why a value from outside is no model that can be evaluated; undefined when it is one: of the right shape, every index in range, every
 * pattern, token, window and set well-formed. Never throws.
 */
export function checkModel(value: unknown): string | undefined {
  return modelShape(modelCounts(value))(value, 'model') ?? crossFault(value as Model)
}

/** How many there are of what a model's indices point to. */
export interface ModelCounts {
  readonly facts: number
  readonly addressSets: number
  readonly botSets: number
  readonly pathSets: number
  readonly windows: number
  readonly rules: number
}

/** The counts of a model, or of what may be one. */
export function modelCounts(value: unknown): ModelCounts {
  const lengthOf = (name: keyof ModelCounts): number => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return 0
    const list = (value as Readonly<Record<string, unknown>>)[name]
    return Array.isArray(list) ? list.length : 0
  }
  return {
    facts: lengthOf('facts'),
    addressSets: lengthOf('addressSets'),
    botSets: lengthOf('botSets'),
    pathSets: lengthOf('pathSets'),
    windows: lengthOf('windows'),
    rules: lengthOf('rules'),
  }
}

const place = objectOf({
  file: text,
  line: whole(1, mostCount),
  column: whole(1, mostCount),
  endLine: whole(1, mostCount),
  endColumn: whole(1, mostCount),
})

const pattern: Shape = (value, at) => {
  if (typeof value !== 'string') return `${at} is no text`
  const parsed = parsePathPattern(value)
  return parsed.kind === 'fault' ? `${at}: ${parsed.reason}` : undefined
}

const token: Shape = (value, at) => {
  if (typeof value !== 'string') return `${at} is no text`
  const fault = tokenFault(value)
  return fault === undefined ? undefined : `${at}: ${fault}`
}

const window: Shape = (value, at) => {
  const fault = checkWindowSpec(value)
  return fault === undefined ? undefined : `${at}: ${fault}`
}

/** Ranges of addresses: whole, in order, none touching the next. */
function ranges(width: number): Shape {
  return (value, at) => {
    if (!(value instanceof Uint32Array) || value.length % (2 * width) !== 0) return `${at} holds no ranges`
    for (let i = width; i < value.length; i += width) {
      let order = 0
      for (let k = 0; k < width && order === 0; k++) order = value[i + k]! - value[i - width + k]!
      // A range may be one address; the next one begins behind it.
      if (order < 0 || (order === 0 && (i / width) % 2 === 0)) return `${at} is out of order`
    }
    return undefined
  }
}

const ipSet = objectOf({ v4: ranges(1), v6: ranges(4) })

/** The shapes of what tests look at. */
export function subjectShape(counts: ModelCounts): { readonly text: Shape; readonly address: Shape } {
  const fact = objectOf({ fact: whole(0, counts.facts) })
  const named = objectOf({ name: text })
  return {
    text: kindOf({
      method: plain,
      host: plain,
      path: plain,
      target: plain,
      agent: plain,
      user: plain,
      bot: plain,
      header: named,
      query: named,
      cookie: named,
      fact,
    }),
    address: kindOf({ ip: plain, peer: plain, fact }),
  }
}

const plain = objectOf({})
const peer = kindOf({ peer: plain })

/** The shapes of tests, but for that of the time, by their kinds. */
function testShapes(counts: ModelCounts): Readonly<Record<string, Shape>> {
  const fact = whole(0, counts.facts)
  const subject = subjectShape(counts)
  const bots = objectOf({ set: whole(0, counts.botSets) })
  const present: Shape = (value, at, depth) =>
    peer(value, at, depth) === undefined ? undefined : subject.text(value, at, depth)
  return {
    'ip-in': objectOf({ subject: subject.address, set: whole(0, counts.addressSets) }),
    'ip-in-fact': objectOf({ subject: subject.address, fact }),
    'bot-in': bots,
    'bot-impersonates': bots,
    'path-in': objectOf({ subject: oneOf('path', 'target'), set: whole(0, counts.pathSets) }),
    'text-in': objectOf({ subject: subject.text, values: arrayOf(text) }),
    'text-match': objectOf({
      subject: subject.text,
      operator: oneOf('contains', 'starts-with', 'ends-with'),
      value: text,
    }),
    'text-same': objectOf({ subject: subject.text, other: subject.text }),
    'number-compare': objectOf({ fact, operator: oneOf('==', '<', '<=', '>', '>='), value: number }),
    flag: objectOf({ fact }),
    present: objectOf({ subject: present }),
    'not-empty': objectOf({ subject: subject.text }),
  }
}

/** The shape of a test that belongs to no dimension. */
export function otherTestShape(counts: ModelCounts): Shape {
  return kindOf(testShapes(counts))
}

function conditionShape(counts: ModelCounts): Shape {
  const test = kindOf({ ...testShapes(counts), 'now-in': objectOf({ window: whole(0, counts.windows) }) })
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
    reply: optional(objectOf({ status: whole(100, 1000), text: optional(text) })),
    log: optional(oneOf('debug', 'info', 'warn', 'error')),
  })
  const keyPart = kindOf({
    ip: objectOf({ v4: whole(0, 33), v6: whole(0, 129) }),
    text: objectOf({ subject: subjectShape(counts).text }),
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
        count: whole(1, mostCount),
        periodMs: whole(1, longestPeriodMs),
        key: arrayOf(keyPart),
        burst: optional(whole(1, mostCount)),
        includingRefused: flag,
        countingReplies: optional(arrayOf(whole(100, 1000))),
        replaces: optional(rule),
        identity: text,
      }),
    ),
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
        type: oneOf('text', 'number', 'flag', 'ip', 'ips', 'texts'),
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
    plugins: arrayOf(text),
    files: arrayOf(objectOf({ file: text, role: oneOf('policy', 'include', 'list', 'import') })),
    fingerprint: text,
  })
}

/** What no shape can tell: bot sets that name themselves, rules that replace or lift what is no limit. */
function crossFault(model: Model): string | undefined {
  for (const [index, { terms, except }] of model.botSets.entries()) {
    for (const term of [...terms, ...except]) {
      if (term.kind === 'set' && term.set >= index) return `model.botSets[${index}] names a set behind it`
    }
  }
  for (const [index, rule] of model.rules.entries()) {
    const named =
      rule.kind === 'exempt' ? rule.lifts : rule.kind === 'limit' && rule.replaces !== undefined ? [rule.replaces] : []
    if (named.some((other) => model.rules[other]!.kind !== 'limit'))
      return `model.rules[${index}] names what is no limit`
  }
  return undefined
}
