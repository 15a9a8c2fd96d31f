import type { Mutation } from './mutation.ts'

const lists = 'packages/dsl/src/lists'
const suites = [
  `${lists}/published-formats.test.ts`,
  `${lists}/list-readers.slow.test.ts`,
  `${lists}/read-list-file.test.ts`,
]
const texts = 'packages/values/src/ip'
const textSuites = [`${texts}/ip-list-reader.test.ts`, `${texts}/parse-ip-list.test.ts`]

/** Errors in the readers of list files: each would let an entry disappear, or add one that the file does not contain. */
export const listMutations: readonly Mutation[] = [
  {
    error: 'of an entry with two prefixes, one is read',
    file: `${lists}/add-tree-entry.ts`,
    find: "if (hasPrefix && value.meaning.rank === 'address') continue",
    replace: "if (hasPrefix && (value.meaning.rank === 'address' || value.meaning.family === 6)) continue",
    suites,
  },
  {
    error: 'an entry whose second prefix is not a string is accepted',
    file: `${lists}/add-tree-entry.ts`,
    find: 'collector.foreign(`expected a string as \\`${key}\\``, place)',
    replace: 'void place',
    suites,
  },
  {
    error: 'of a key that appears twice, both values are read without an error',
    file: `${lists}/tree-entries.ts`,
    find: 'if (keys.has(text)) this',
    replace: 'if (keys.has(text) && keys.size === 0) this',
    suites,
  },
  {
    error: 'an object without addresses is left out',
    file: `${lists}/tree-entries.ts`,
    find: 'else if (!isDocument) this.#foreign(entryKeys, frame.place)',
    replace: 'else if (!isDocument) return',
    suites,
  },
  {
    error: 'a filter asks the outermost object that has the key',
    file: `${lists}/tree-entries.ts`,
    find: 'let state = own === undefined ? 0 : this.#states.of(own.ordinal)',
    replace: 'let state = 0',
    suites,
  },
  {
    error: 'an entry that lacks the key of a filter is left out',
    file: `${lists}/tree-entries.ts`,
    find: 'if (state === 0 && this.#states.has())',
    replace: 'if (state === 3 && this.#states.has())',
    suites,
  },
  {
    error: 'a carriage return and a line feed in two pieces are two line breaks',
    file: `${lists}/json-scanner.ts`,
    find: 'if (code === 13 || !this.#wasReturn) this.#line++',
    replace: 'this.#line++',
    suites,
  },
  {
    error: 'a second column of addresses in a table without titles is not read',
    file: `${lists}/read-table-list.ts`,
    find: 'if (this.#hasTitles || this.#options.at !== undefined) return',
    replace: 'if (!this.#hasTitles || this.#options.at !== undefined) return',
    suites,
  },
  {
    error: 'a line with two addresses is its first address',
    file: `${texts}/ip-list-columns.ts`,
    find: 'if (/^[-/\\u2010-\\u2015]/.test(second) || words.slice(1).some(isAddressLike)) return',
    replace: 'if (/^[-/\\u2010-\\u2015]/.test(second)) return',
    suites: textSuites,
  },
  {
    error: 'the end of a network in the second column is not compared with its prefix length',
    file: `${texts}/ip-list-columns.ts`,
    find: "if (network.kind === 'prefix' && isLastOf(second, network)) {",
    replace: "if (network.kind === 'prefix') {",
    suites: textSuites,
  },
  {
    error: 'an entry that two pieces divide is two entries',
    file: `${texts}/ip-list-reader.ts`,
    find: "const text = this.#carry === '' ? piece : this.#carry + piece",
    replace: 'const text = piece',
    suites: textSuites,
  },
]
