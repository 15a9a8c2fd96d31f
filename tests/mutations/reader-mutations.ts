import type { Mutation } from './mutation.ts'

const http = 'packages/engine/src/http'
const suites = ['packages/readers']

/** Errors in how the gate reads requests, which only the comparison with the readers of frameworks has to find. */
export const readerMutations: readonly Mutation[] = [
  {
    error: 'a parameter after a second `?` has one name for all readers',
    file: `${http}/review-query.ts`,
    find: "if (index === 0 && pair.startsWith('?'))",
    replace: 'if (index < 0)',
    suites,
  },
  {
    error: 'an escaped `@` is another character than a plain one',
    file: `${http}/canonical-path.ts`,
    find: "const plain = /^[\\w\\-.~!$&'()+,;=:@[\\]]$/",
    replace: "const plain = /^[\\w\\-.~!$&'()+,;=:[\\]]$/",
    suites,
  },
  {
    error: '`a[b]` is not read as `a`',
    file: `${http}/review-query.ts`,
    find: 'if (open < 0) return whole',
    replace: 'if (open < 0 || open > 0) return whole',
    suites,
  },
  {
    error: 'cookies are compared only decoded',
    file: `${http}/review-cookies.ts`,
    find: 'return [raw, trimmedRaw, ...decoded,',
    replace: 'return [...decoded,',
    suites,
  },
  {
    error: '`skip` is called with targets that the gate refuses',
    file: 'packages/node/src/host/canonicalise-url.ts',
    find: "if (target.kind !== 'target') return false",
    replace: "if (target.kind !== 'target') return true",
    suites,
  },
]
