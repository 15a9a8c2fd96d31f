import { defaultLanguageLimits } from '../check/language-limits.ts'
import { address, fill, ofRules, starry, times, type LargestPolicy } from './largest-policy.ts'

const { rules, tests, openPathPatterns, lifts, nesting } = defaultLanguageLimits

/** Policies whose rules are at a bound. */
export const largestRules: readonly LargestPolicy[] = [
  {
    name: 'patterns that begin with a wildcard',
    bound: 'openPathPatterns',
    text: (scale) => fill(scale, (i) => `block path in ${starry(1_200, i)}`, { count: openPathPatterns - 1 }),
  },
  {
    name: 'short patterns that begin with a wildcard',
    bound: 'openPathPatterns',
    text: (scale) => fill(scale, (i) => `block path in /**aaaaaaaa*b${i}**/c`, { count: openPathPatterns - 1 }),
  },
  {
    name: 'two sets of patterns that begin with a wildcard',
    bound: 'openPathPatterns',
    text: (scale) =>
      times(
        2,
        (set) => `block path in ${times(Math.ceil(120 * scale), (i) => starry(1_200, set * 1_000 + i), ', ')}`,
        '\n',
      ),
  },
  {
    name: 'rules for patterns with wildcards',
    bound: 'rules',
    text: ofRules((i) => `block path in /a${'*b'.repeat(30)}${i}*`),
  },
  { name: 'rules for one folder each', bound: 'rules', text: ofRules((i) => `block path in /folder-${i}/**`) },
  {
    name: 'rules for nested folders',
    bound: 'rules',
    text: ofRules((i) => `block path in ${'/a'.repeat(i % 40)}/${i}/**`),
  },
  { name: 'rules for one network each', bound: 'rules', text: ofRules((i) => `block ip in ${address(i * 256)}/24`) },
  {
    name: 'rules that several facts guard',
    bound: 'rules',
    text: ofRules(
      (i) =>
        `block ip in ${address(i)} unless method in POST and header("x-${i % 7}") == "${i}" or path in /p${i % 11}/**`,
    ),
  },
  {
    name: 'rules with alternatives',
    bound: 'rules',
    text: ofRules((i) => `block method in GET and agent == "${i}" or method in PUT and host == "h${i}"`),
  },
  { name: 'rules for parts of one text', bound: 'rules', text: ofRules((i) => `block agent contains "t${i}"`) },
  { name: 'rules that all are equal', bound: 'rules', text: ofRules(() => 'block path in /x/**') },
  {
    name: 'rules that one long rule covers',
    bound: 'rules',
    text: (scale) =>
      `block path in /x/** or host in ${times(Math.ceil(40_000 * scale), (i) => `"h${i}.example"`, ', ')}\n${fill(scale, (i) => `block path in /x/${i}`, { count: 5_000, share: 0.2 })}`,
  },
  {
    name: 'rules with replies',
    bound: 'rules',
    text: ofRules((i) => `block agent contains "t${i}" reply 403 "no ${i}"`),
  },
  {
    name: 'rules that allow only',
    bound: 'rules',
    text: ofRules((i) =>
      i % 2 === 0 ? `allow only ip in ${address(i)}, 2001:db8::/32 when path in /p${i}` : `block ip in ${address(i)}`,
    ),
  },
  {
    name: 'limits with one key',
    bound: 'rules',
    text: ofRules((i) => `limit ${i + 1} per day per ip when path in /p${i}/**`),
  },
  {
    name: 'costs of one limit',
    bound: 'tests',
    text: (scale) =>
      `limit 100000 per day per ip costing ${times(Math.ceil(20_000 * scale), (i) => `${i % 1_000} if path in /p${i}/** and header("x-${i % 7}") == "${i}"`, ', ')}`,
  },
  {
    name: 'limits with keys that the client chooses',
    bound: 'rules',
    text: ofRules((i) =>
      i % 2 === 0
        ? `limit ${i + 1} per day per header("x-a") when header("x-a") is present and path contains "t${i}"`
        : `limit ${i + 1} per day per ip when path contains "t${i}"`,
    ),
  },
  {
    name: 'exemptions from limits',
    bound: 'lifts',
    text: (scale) => {
      const side = Math.floor(Math.sqrt(lifts * scale))
      return `${times(side, (i) => `limit 9 per day per ip when path in /p${i}/**`, '\n')}\n${times(side, (i) => `exempt path in /p${i}/a and ip in ${address(i)} from limits`, '\n')}`
    },
  },
  {
    name: 'tests in one rule',
    bound: 'tests',
    text: (scale) => `block ${times(Math.ceil(45_000 * scale), (i) => `ip in ${address(i)}`, ' or ')}`,
  },
  {
    name: 'tests that must all be true',
    bound: 'tests',
    text: (scale) =>
      `block ${times(Math.ceil(18_000 * scale), (i) => `not (path contains "t${i}" and method in GET)`, ' and ')}`,
  },
  {
    name: 'rules with many tests each',
    bound: 'tests',
    text: (scale) =>
      times(Math.ceil(90 * scale), (r) => `block ${times(400, (i) => `agent contains "${r}x${i}"`, ' and ')}`, '\n'),
  },
  {
    name: 'a guard around many rules',
    bound: 'tests',
    text: (scale) =>
      `where ${times(24, (i) => `path contains "t${i}"`, ' and ')} {\n${fill(scale, (i) => `block ip in ${address(i)}`, { count: Math.min(rules - 1, tests / 25 - 10) })}\n}`,
  },
  {
    name: 'nested blocks',
    bound: 'nesting',
    text: (scale) => {
      const depth = nesting - 2
      return `${times(depth, (i) => `where not (path contains "t${i}") {\n`)}${fill(scale, (i) => `block ip in ${address(i)}`, { count: Math.floor(tests / (depth + 1)) - 10 })}\n${'}'.repeat(depth)}`
    },
  },
  {
    name: 'nested parentheses',
    bound: 'nesting',
    text: (scale) =>
      fill(
        scale,
        (i) =>
          `block ${times(nesting - 2, (d) => `(method in GET ${d % 2 === 0 ? 'and' : 'or'} `)}agent contains "t${i}"${')'.repeat(nesting - 2)}`,
        { count: 900 },
      ),
  },
  {
    name: 'sets of bots that contain a set twice',
    bound: 'nesting',
    text: () =>
      `${times(nesting - 2, (i) => (i === 0 ? 'bots b0 = crawler from 192.0.2.0/24' : `bots b${i} = set b${i - 1}, set b${i - 1}`), '\n')}\nlimit 9 per day per ip\nexempt bot in b${nesting - 3} from limits`,
  },
]
