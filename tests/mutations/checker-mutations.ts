import type { Mutation } from './mutation.ts'

const check = 'packages/dsl/src/check'
const checkSuites = [
  `${check}/check-policy.test.ts`,
  `${check}/check-policy.golden.test.ts`,
  `${check}/check-policy.laws.test.ts`,
]

const syntax = 'packages/dsl/src/syntax'

/** Errors in what the checker produces from a policy, or in what it accepts. */
export const checkerMutations: readonly Mutation[] = [
  {
    error: '`unless` works like `when`',
    file: `${check}/rules/rule-frame.ts`,
    find: "condition: source === 'when' ? condition : negate(condition),",
    replace: 'condition,',
    suites: checkSuites,
  },
  {
    error: 'a negated test of a fact that may be absent is accepted',
    file: `${check}/presence/require-presence.ts`,
    find: 'if (typed.negated === holds && !typed.asksPresence)',
    replace: 'if (typed.negated && !typed.asksPresence && !holds)',
    suites: checkSuites,
  },
  {
    error: 'one alternative that tests presence establishes it for all',
    file: `${check}/presence/established-by.ts`,
    find: "return (typed.kind === 'and') === holds ? unionOf(each) : commonTo(each)",
    replace: 'return unionOf(each)',
    suites: checkSuites,
  },
  {
    error: 'an included file can lift limits of other files',
    file: `${check}/assemble/limit-references.ts`,
    find: "return from.role === 'root' || limit.unit === from",
    replace: 'return true',
    suites: [...checkSuites, 'tests/included-files.slow.test.ts'],
  },
  {
    error: 'a limit of an included file that lifts its own limits is merged with an equal one of the root',
    file: `${check}/assemble/collapse-rules.ts`,
    find: "draft.unit.role !== 'root' && reaches(draft, liftsAll.has(draft.unit)) ? draft.unit.file : ''",
    replace: "''",
    suites: [...checkSuites, 'tests/included-files.slow.test.ts'],
  },
  {
    error: 'limits that differ only in their count share counters',
    file: `${check}/assemble/limit-identities.ts`,
    find: 'digest(index === 0 ? text : `${text}\\n${index + 1}`)',
    replace: 'digest(text)',
    suites: checkSuites,
  },
  {
    error: 'the reply is not part of the fingerprint',
    file: `${check}/assemble/write-rule.ts`,
    find: '  if (reply !== undefined)\n    parts.push(',
    replace: '  if (reply !== undefined && name !== undefined)\n    parts.push(',
    suites: checkSuites,
  },
  {
    error: 'equal limits with different bursts are merged',
    file: `${check}/assemble/write-rule.ts`,
    find: "if (draft.kind === 'limit' && draft.burst !== undefined) parts.push(`burst ${draft.burst}`)",
    replace: '',
    suites: checkSuites,
  },
  {
    error: '`except` of a list removes nothing',
    file: `${check}/sets/resolve-addresses.ts`,
    find: 'set: except.length === 0 ? all : subtractIpSet(all, unionOfParts(except)), parts, except }',
    replace: 'set: all, parts, except }',
    suites: checkSuites,
  },
  {
    error: 'ranges of days do not continue after the end of the week',
    file: `${check}/sets/read-window-term.ts`,
    find: 'for (let day = from; day !== to; day = (day + 1) % 7) bits |= 1 << day',
    replace: 'for (let day = from; day < to; day += 1) bits |= 1 << day',
    suites: checkSuites,
  },
  {
    error: '`allow only` rules about bots keep crawlers from /robots.txt',
    file: `${check}/rules/lower-allow-only.ts`,
    find: 'robotsGuard(',
    replace: '((..._all: unknown[]) => [] as never[])(',
    suites: checkSuites,
  },
  {
    error: 'patterns keep their case although paths ignore case',
    file: `${check}/sets/resolve-paths.ts`,
    find: 'text: pathsMatchExactly ? text : foldPatternText(text), span',
    replace: 'text, span',
    suites: checkSuites,
  },
  {
    error: 'a text for a path is not normalised before it is compared',
    file: `${check}/typing/read-path-text.ts`,
    find: 'if (checking.pathsMatchExactly) return parsed.text',
    replace: 'if (checking.pathsMatchExactly) return text',
    suites: [...checkSuites, 'tests/path-texts.slow.test.ts'],
  },
  {
    error: 'a limit may have a key that is absent',
    file: `${check}/rules/lower-key.ts`,
    find: 'if (presence !== undefined && established?.has(presence.key) === false) reportGap(',
    replace: 'if (presence !== undefined && established === undefined) reportGap(',
    suites: checkSuites,
  },
  {
    error: 'a rule that can change a decision is reported as redundant',
    file: `${check}/findings/logic/logic.ts`,
    find: 'isSettled &&= counterexample === false',
    replace: 'isSettled &&= true',
    suites: [`${check}/findings`, ...checkSuites],
  },
  {
    error: 'a day without a time before one with a time is not reported',
    file: `${check}/findings/find-days-without-times.ts`,
    find: 'else if (following !== undefined) report(entry, following)',
    replace: 'else following = undefined',
    suites: [...checkSuites, 'packages/dsl/src/codes.pages.test.ts'],
  },
  {
    error: 'a path that a set excludes is treated as one that it contains',
    file: `${check}/findings/logic/witness-keys.ts`,
    find: 'return set.except.length === 0 ? keys : { ...keys, witness: undefined }',
    replace: 'return keys',
    suites: [`${check}/findings/logic`],
  },
  {
    error: 'a folder and one inside it have no path in common',
    file: `${check}/findings/logic/witness-keys.ts`,
    find: 'one === other || isBelow(one, other) || isBelow(other, one)',
    replace: 'one === other',
    suites: [`${check}/findings/logic`],
  },
  {
    error: 'the second of two tests of a path is ignored when rules to compare are selected',
    file: `${check}/findings/logic/cover-index.ts`,
    find: 'const literal = conjuncts.length === 1 ? conjuncts[0]?.literal : undefined',
    replace: 'const literal = conjuncts[0]?.literal',
    suites: [`${check}/findings/logic`],
  },
  {
    error: 'a keyword that begins with a shorter one is split',
    file: `${syntax}/tokens.ts`,
    find: '.toSorted((a, b) => lengthOf(b) - lengthOf(a))',
    replace: '',
    suites: [syntax],
  },
  {
    error: 'words that begin with a letter of a rare script are not recognised',
    file: `${syntax}/tokens-of-other-languages.ts`,
    find: 'Array.from({ length: 257 }',
    replace: 'Array.from({ length: 16 }',
    suites: [syntax],
  },
]
