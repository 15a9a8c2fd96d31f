import type { Mutation } from './mutation.ts'

const values = 'packages/values/src'

/** Errors in the meaning of addresses, paths, tokens and times. */
export const valuesMutations: readonly Mutation[] = [
  {
    error: 'the last address of an IPv4 range is not in its set',
    file: `${values}/ip/ip-set.ts`,
    find: 'return low > 0 && a <= words[2 * low - 1]!',
    replace: 'return low > 0 && a < words[2 * low - 1]!',
    suites: [`${values}/ip/ip-set.test.ts`],
  },
  {
    error: 'a number with a leading zero is read as an octet',
    file: `${values}/ip/parse-ip.ts`,
    find: 'if (digit < 0 || digit > 9 || octet === 0) return -1',
    replace: 'if (digit < 0 || digit > 9) return -1',
    suites: [`${values}/ip/parse-ip.test.ts`],
  },
  {
    error: 'a set covers another one whose last addresses it does not contain',
    file: `${values}/ip/ip-set-relations.ts`,
    find: 'if (compareAt(outer, from + width, inner, i + width, width) < 0) return false',
    replace: 'if (compareAt(outer, from + width, inner, i, width) < 0) return false',
    suites: [`${values}/ip/ip-set.test.ts`],
  },
  {
    error: 'the root path loses its only slash if trailing slashes are removed',
    file: `${values}/paths/fold-path.ts`,
    find: 'return length > 1 && path.charCodeAt(length - 1) === 47 ? length - 1 : length',
    replace: 'return path.charCodeAt(length - 1) === 47 ? length - 1 : length',
    suites: [`${values}/paths`],
  },
  {
    error: 'a single star in a pattern matches slashes',
    file: `${values}/paths/parse-path-pattern.ts`,
    find: "pieces.push(part === '*' ? { kind: 'star' } :",
    replace: "pieces.push(part === '*' ? { kind: 'globstar' } :",
    suites: [`${values}/paths/path-matches.test.ts`],
  },
  {
    error: 'escapes of unreserved characters in a text are not decoded, so that a block on them never applies',
    file: `${values}/paths/path-escapes.ts`,
    find: 'decodeUnreserved(escape) ?? escape.toUpperCase()',
    replace: 'escape.toUpperCase()',
    suites: [`${values}/paths/parse-path-text.test.ts`],
  },
  {
    error: 'with few patterns, `/a/**` matches `/ab`',
    file: `${values}/paths/few-patterns.ts`,
    find: '(holds === entryHolds.atSlash && path.charCodeAt(end) === 47)',
    replace: 'holds === entryHolds.atSlash',
    suites: [`${values}/paths/few-patterns.test.ts`],
  },
  {
    error: 'patterns overlap only if `*` matches nothing',
    file: `${values}/paths/patterns-overlap.ts`,
    find: "if (stays === 'not-slash') addUpToSlash(row, bits)",
    replace: '',
    suites: [`${values}/paths/patterns-overlap.test.ts`],
  },
  {
    error: 'a token with word boundaries matches after a letter',
    file: `${values}/tokens/scan-tokens.ts`,
    find: '(isWordAt(bytes, end - length - 1) || isWordAt(bytes, end))',
    replace: '(isWordAt(bytes, end - length) && isWordAt(bytes, end))',
    suites: [`${values}/tokens`],
  },
  {
    error: 'the shortest of several tokens determines the bot',
    file: `${values}/tokens/scan-tokens.ts`,
    find: 'length > lengths[longest]! ||',
    replace: 'length < lengths[longest]! ||',
    suites: [`${values}/tokens`],
  },
  {
    error: 'a window is still open at the minute at which it ends',
    file: `${values}/windows/wall-window.ts`,
    find: 'from < to ? minute >= from && minute < to :',
    replace: 'from < to ? minute >= from && minute <= to :',
    suites: [`${values}/windows/is-window-open.test.ts`],
  },
  {
    error: 'the rest of a night belongs to the day on which it ends',
    file: `${values}/windows/wall-window.ts`,
    find: 'minute < to && holdsOnDay(term, day - 1)',
    replace: 'minute < to && holdsOnDay(term, day)',
    suites: [`${values}/windows/is-window-open.test.ts`],
  },
]
