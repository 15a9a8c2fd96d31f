import { type Facts, type FactValue, inputsOf, type Model, unknownFact } from '@tidegate/model'
import { ipSetOf } from '@tidegate/model/testing'
import { type IpAddress, parseIp } from '@tidegate/values'
import { randomPrefixes, randomTexts } from './random-universe.ts'
import fc from 'fast-check'

/** A request from the small universe of `randomModel`, independent of the fields that a model reads; `factsFor` converts it to facts. */
export interface RandomRequest extends Omit<Facts, 'headers' | 'queries' | 'cookies'> {
  readonly header: readonly string[] | undefined
  readonly query: readonly string[] | undefined
  readonly cookie: readonly string[] | undefined
}

const ip: fc.Arbitrary<IpAddress> = fc
  .constantFrom(
    '203.0.113.7',
    '203.0.113.8',
    '203.0.113.200',
    '203.0.112.1',
    '10.1.2.3',
    '10.2.2.3',
    '8.8.8.8',
    '2001:db8:1::7',
    '2001:db8:1::8',
    '2001:db8:2::1',
    '2a00::1',
  )
  .map((text) => parseIp(text)!)

const agentPiece = fc.constantFrom(
  'Mozilla/5.0',
  'Googlebot',
  'bot',
  'Code',
  'crawler',
  'ai',
  'spider/2.0',
  ' ',
  ';',
  '+x',
  'ß',
  '',
)

const agent = fc.oneof(
  { weight: 8, arbitrary: fc.array(agentPiece, { maxLength: 4 }).map((pieces) => pieces.join('')) },
  { weight: 1, arbitrary: fc.constantFrom('GET', 'a', 'ab') },
  // Around the end of the scan for tokens.
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(2040, 2044, 2045, 2048), agentPiece)
      .map(([at, piece]) => '-'.repeat(at) + piece),
  },
)

const text = fc.constantFrom(...randomTexts)
const path = fc.constantFrom('/', '/a', '/a/', '/A', '/a/b', '/a/b/c', '/axb', '/a/key', '/admin/', '/x/y', '/ab')

const instant = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: Date.UTC(2026, 2, 27), max: Date.UTC(2026, 2, 31) }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      0,
      Date.UTC(2020, 0, 1) - 1,
      Date.UTC(2020, 0, 1),
      Date.UTC(2100, 11, 31),
      Date.UTC(2101, 0, 1),
      NaN,
    ),
  },
)

const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined, freq: 3 })

const factValues: fc.Arbitrary<readonly FactValue[]> = fc.tuple(
  maybe(text),
  maybe(fc.array(fc.constantFrom('a', 'b', ' ', ''), { maxLength: 3 })),
  maybe(fc.constantFrom(-2, -1, 0, 5, 10, 11, NaN)),
  maybe(fc.boolean()),
  maybe(ip),
  maybe(
    fc
      .subarray([...randomPrefixes], { maxLength: 3 })
      .map((entries) => ({ set: ipSetOf(entries), notEmpty: entries.length > 0 })),
  ),
)

/** Requests with the values that `randomModel` uses. */
export const randomRequest: fc.Arbitrary<RandomRequest> = fc
  .record({
    ip,
    peer: maybe(ip),
    method: fc.constantFrom('GET', 'POST', 'get'),
    host: maybe(fc.constantFrom('a', 'ab', 'b', 'ß')),
    path,
    query: maybe(fc.array(text, { minLength: 1, maxLength: 3 })),
    agent: maybe(agent),
    user: maybe(text),
    header: maybe(fc.array(text, { minLength: 1, maxLength: 3 })),
    cookie: maybe(fc.array(text, { minLength: 1, maxLength: 2 })),
    values: factValues,
    nowMs: instant,
  })
  .map((request) => ({ ...request, target: request.query === undefined ? request.path : `${request.path}?k=1` }))

/** Requests of `randomRequest` of which the client, the agent or facts are sometimes unknown. */
const randomUnsureRequest: fc.Arbitrary<RandomRequest> = fc
  .record({
    request: randomRequest,
    hasClient: fc.boolean(),
    isAgentUnsure: fc.boolean(),
    unknown: fc.subarray([0, 1, 2, 3, 4, 5], { maxLength: 2 }),
  })
  .map(({ request, hasClient, isAgentUnsure, unknown }) => ({
    ...request,
    ip: hasClient ? request.ip : undefined,
    isAgentUnsure,
    values: request.values.map((value, fact) => (unknown.includes(fact) ? unknownFact : value)),
  }))

/** Requests of either kind. */
export const anyRequest: fc.Arbitrary<RandomRequest> = fc.oneof(
  { weight: 2, arbitrary: randomRequest },
  { weight: 1, arbitrary: randomUnsureRequest },
)

/** The facts of a request for a model, with only those fields that the model reads. */
export function factsFor(model: Model, request: RandomRequest): Facts {
  const { header, query, cookie, ...facts } = request
  const inputs = inputsOf(model)
  return {
    ...facts,
    headers: inputs.headers.map(() => header),
    queries: inputs.queries.map(() => query),
    cookies: inputs.cookies.map(() => cookie),
  }
}
