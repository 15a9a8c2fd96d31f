import fc from 'fast-check'

/** Words of a program, each of which may be followed by any blanks. */
export type Tokens = readonly string[]

/** Words one after another; each part is a word, a random word or a random row of words. */
export function tokens(...parts: readonly (string | fc.Arbitrary<string | Tokens>)[]): fc.Arbitrary<Tokens> {
  return fc
    .tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part)))
    .map((all) => all.flat())
}

/** One row of words out of several. */
export function oneOfTokens(...rows: readonly fc.Arbitrary<Tokens>[]): fc.Arbitrary<Tokens> {
  return fc.oneof(...rows)
}

/** A row of words, or none. */
export function optional(row: fc.Arbitrary<Tokens>): fc.Arbitrary<Tokens> {
  return fc.option(row, { nil: [], freq: 2 })
}

/** One to five rows of words with a word between them. */
export function joined(row: fc.Arbitrary<Tokens>, separator: string, maxLength: number = 5): fc.Arbitrary<Tokens> {
  return fc
    .array(row, { minLength: 1, maxLength })
    .map((rows) => rows.flatMap((words, index) => (index === 0 ? words : [separator, ...words])))
}
