import { defaultLanguageLimits } from '../check/language-limits.ts'
import { address, fill, times, type LargestPolicy } from './largest-policy.ts'

const { sourceLength, rules, addresses, tokens, windows, tokenMaxLength } = defaultLanguageLimits

/** Policies whose sets are at a bound. */
export const largestSets: readonly LargestPolicy[] = [
  {
    name: 'addresses in a list',
    bound: 'addresses',
    text: () =>
      'list a = file "a.txt"\nlist b = file "a.txt" except 10.1.0.0/16, 203.0.113.0/24\nblock ip in a\nblock ip in b',
    files: (scale) => ({ 'a.txt': times(Math.ceil((addresses / 2 - 10) * scale), (i) => address(2 * i), '\n') }),
  },
  {
    name: 'addresses that are written twice',
    bound: 'sourceLength',
    text: (scale) => {
      const list = fill(scale, (i) => `${address(i)},`, { share: 0.48 })
      return `list a = ${list}\n${list}\n::1\nblock ip in a`
    },
  },
  {
    name: 'networks that contain each other',
    bound: 'sourceLength',
    text: (scale) => `list a = ${fill(scale, (i) => `${address(i * 4)}/${29 + (i % 3)},`)}\n::1\nblock ip in a`,
  },
  {
    name: 'exceptions from a list',
    bound: 'sourceLength',
    text: (scale) =>
      `list a = ${fill(scale, (i) => `${address(2 * i)},`, { share: 0.48 })}\n::1 except ${fill(scale, (i) => `${address(2 * i + 1)},`, { share: 0.48 })}\n::2\nblock ip in a`,
  },
  {
    name: 'lists of a few hundred entries',
    bound: 'sourceLength',
    text: (scale) => fill(scale, (l) => `list l${l} = ${times(290, (i) => `${address(l * 1_000 + i)}`, ', ')}`),
  },
  {
    name: 'rules for large lists',
    bound: 'several',
    text: (scale) =>
      `list a = file "a.txt"\n${fill(scale, (i) => `block ip in a and method in GET and agent contains "t${i}"\nblock ip in ${address(2 * i + 1)}, 203.0.113.${i % 256} and method in GET`, { count: 4_000 })}`,
    files: (scale) => ({ 'a.txt': times(Math.ceil(1_900_000 * scale), (i) => address(2 * i), '\n') }),
  },
  {
    name: 'patterns in a set',
    bound: 'sourceLength',
    text: (scale) => `paths a = ${fill(scale, (i) => `/folder/${i}/*,`)}\n/z\nblock path in a`,
  },
  {
    name: 'patterns with wildcards in a set',
    bound: 'sourceLength',
    text: (scale) => `paths a = ${fill(scale, (i) => `/f*/${i}*x*,`)}\n/z\nblock path in a`,
  },
  {
    name: 'exceptions from patterns',
    bound: 'sourceLength',
    text: (scale) =>
      `paths a = ${fill(scale, (i) => `/f*/${i}*x*,`, { share: 0.48 })}\n/z except ${fill(scale, (i) => `/f*/${i}*y,`, { share: 0.48 })}\n/y\nblock path in a`,
  },
  {
    name: 'sets of patterns that exclude each other',
    bound: 'sourceLength',
    text: (scale) => fill(scale, (s) => `block path in ${times(55, (i) => `/f*/${s}x${i}*`, ', ')}`),
  },
  {
    name: 'one long pattern after another',
    bound: 'sourceLength',
    text: (scale) => times(2, (i) => `block path in /a${'*b'.repeat(Math.floor(240_000 * scale))}${i}`, '\n'),
  },
  {
    name: 'one long path after another',
    bound: 'sourceLength',
    text: (scale) => times(2, (i) => `block path in ${'/a'.repeat(Math.floor(240_000 * scale))}/${i}`, '\n'),
  },
  {
    name: 'a long text that is searched in another one',
    bound: 'sourceLength',
    text: (scale) => {
      const half = 'a'.repeat(Math.floor(150_000 * scale))
      return `block agent == "${'a'.repeat(Math.floor(600_000 * scale))}" and agent contains "${half}b${half}"`
    },
  },
  {
    name: 'texts in a set',
    bound: 'sourceLength',
    text: (scale) =>
      `texts a = ${fill(scale, (i) => `"text-${i}",`)}\n"z"\nblock host in a\nblock host in a and method in GET`,
  },
  {
    name: 'tokens',
    bound: 'tokens',
    text: (scale) =>
      `bots a = ${fill(scale, (i) => `"${`token ${i} `.padEnd(Math.min(tokenMaxLength, 80), 'x')}",`, { count: tokens - 10 })}\n"zz"\nblock bot in a`,
  },
  {
    name: 'tokens that are written twice',
    bound: 'tokens',
    text: (scale) => `bots a = ${fill(scale, () => 'crawler,', { count: tokens - 10 })}\n"zz"\nblock bot in a`,
  },
  {
    name: 'sets of bots in rules',
    bound: 'tokens',
    text: (scale) =>
      fill(scale, (i) => `bots b${i} = tok${i}, other${i}\nblock bot in b${i} and method in GET`, {
        count: tokens / 2 - 10,
      }),
  },
  {
    name: 'windows that are almost never open',
    bound: 'windows',
    text: (scale) =>
      fill(
        scale,
        (w) => `window w${w} = ${times(900, () => 'mon', ', ')} except mon-sun\nblock path in /p${w} during w${w}`,
        { count: windows - 1 },
      ),
  },
  {
    name: 'windows in many time zones',
    bound: 'windows',
    text: (scale) =>
      fill(
        scale,
        (w) =>
          `window w${w} = ${times(300, (i) => `mon 0${i % 9}:${10 + (w % 49)}-0${i % 9}:59`, ', ')} ${['Europe/Paris', 'America/New_York', 'Asia/Tokyo', 'Europe/London'][w % 4]!}\nblock path in /p${w} during w${w}`,
        { count: windows - 1 },
      ),
  },
  {
    name: 'windows on dates of many years',
    bound: 'windows',
    text: (scale) =>
      fill(
        scale,
        (w) =>
          `window w${w} = ${times(99, (i) => `20${10 + (i % 80)}-01-01 - 20${10 + (i % 80)}-01-0${2 + (i % 7)}`, ', ')} except 2000-01-01 - 2099-12-31\nblock path in /p${w} during w${w}`,
        { count: windows - 1 },
      ),
  },
  {
    name: 'names that are declared and not used',
    bound: 'sourceLength',
    text: (scale) => fill(scale, (i) => `list l${i} = ${address(i)}`),
  },
  {
    name: 'names that are not declared',
    bound: 'sourceLength',
    text: (scale) =>
      `${fill(scale, (i) => `list office-${i} = ${address(i)}`, { share: 0.7 })}\n${fill(scale, (i) => `block ip in ofice-${i}`, { share: 0.28, count: rules - 10 })}`,
  },
  {
    name: 'facts in many rules',
    bound: 'rules',
    text: (scale) =>
      `${times(200, (i) => `fact f${i}: text`, '\n')}\n${fill(scale, (i) => `block f${i % 200} == "${i}" unless f${(i + 1) % 200} == "x" and method in GET`, { count: rules - 300 })}`,
  },
  {
    name: 'one comment',
    bound: 'sourceLength',
    text: (scale) => `block anyone\n# ${'x'.repeat(Math.floor((sourceLength - 100) * scale))}`,
  },
  {
    name: 'a robots.txt of patterns',
    bound: 'several',
    text: () => 'paths match exactly\nimport robots "robots.txt" enforce rules',
    files: (scale) => ({
      'robots.txt': `User-agent: *\n${fill(scale, (i) => `Disallow: /a/*/contests-${i}?*p${i}=`)}`,
    }),
  },
  {
    name: 'a robots.txt of groups',
    bound: 'several',
    text: () => 'paths match exactly\nimport robots "robots.txt" enforce rules',
    files: (scale) => ({
      'robots.txt': fill(scale, (i) => `User-agent: bot${i}\nDisallow: /a/*/c${i}?*p=\nAllow: /a/b${i}*\n`, {
        count: 4_000,
      }),
    }),
  },
]
