import type { BotSetModel, BotTerm, FactSpec, PathSetModel } from '@tidegate/model'
import { ipSetOf } from '@tidegate/model/testing'
import type { IpSet, WindowSpec } from '@tidegate/values'
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

/** Tokens that contain one another, touch word boundaries, or differ from agents in case. */
export const randomTokens: readonly string[] = ['bot', 'googlebot', 'crawl', 'crawler', 'code', 'ai', 'spider/2.0']

const patterns: readonly string[] = ['/a', '/a/**', '/a/*', '/**/key', '/a/b/**', '/a*b', '/', '/**', '/Admin/**']

/** Texts that also occur in random requests. */
export const randomTexts: readonly string[] = ['', 'a', 'b', 'ab', 'ß', 'GET', 'POST', '/a', '/a/b']

const utc = 'UTC'
/** Windows by day, over midnight, and with dates. */
export const randomWindows: readonly WindowSpec[] = [
  { terms: [{ clock: { from: 240, to: 1020 } }], except: [], zone: utc },
  { terms: [{ clock: { from: 1320, to: 360 }, days: 1 }], except: [], zone: 'Europe/Bucharest' },
  {
    terms: [{ dates: { first: '2026-03-28', last: '2026-03-30' } }],
    except: [{ clock: { from: 60, to: 240 } }],
    zone: utc,
  },
]

/** A set of a few of the prefixes. */
export const randomIpSet: fc.Arbitrary<IpSet> = fc.subarray([...randomPrefixes], { maxLength: 4 }).map(ipSetOf)

/** The number of address sets that a random model declares. */
export const addressSetCount: number = 4
/** The number of bot sets that a random model declares. */
export const botSetCount: number = 5
/** The number of path sets that a random model declares. */
export const pathSetCount: number = 3

const token: fc.Arbitrary<BotTerm> = fc.record({
  kind: fc.constant('token' as const),
  text: fc.constantFrom(...randomTokens),
  word: fc.boolean(),
})

/** A bot set; its index is needed because a set may refer to earlier sets. */
export function randomBotSet(index: number): fc.Arbitrary<BotSetModel> {
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

/** A set with a few of the patterns, except others. */
export const randomPathSet: fc.Arbitrary<PathSetModel> = fc.record({
  include: fc.subarray([...patterns], { minLength: 1, maxLength: 4 }),
  except: fc.subarray([...patterns], { maxLength: 2 }),
})
