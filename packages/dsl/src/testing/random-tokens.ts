import fc from 'fast-check'

/** Words of a program, each of which may be followed by any white space. */
export type Tokens = readonly string[]

/** Concatenates parts; each part is a word, a random word or a random sequence of words. */
export function tokens(...parts: readonly (string | fc.Arbitrary<string | Tokens>)[]): fc.Arbitrary<Tokens> {
  return fc
    .tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part)))
    .map((all) => all.flat())
}

/** One of several sequences of words. */
export function oneOfTokens(...sequences: readonly fc.Arbitrary<Tokens>[]): fc.Arbitrary<Tokens> {
  return fc.oneof(...sequences)
}

/** A sequence of words, or an empty one. */
export function optional(sequence: fc.Arbitrary<Tokens>): fc.Arbitrary<Tokens> {
  return fc.option(sequence, { nil: [], freq: 2 })
}

/** One to `maxLength` sequences of words with a separator between them. */
export function joined(sequence: fc.Arbitrary<Tokens>, separator: string, maxLength: number = 5): fc.Arbitrary<Tokens> {
  return fc
    .array(sequence, { minLength: 1, maxLength })
    .map((all) => all.flatMap((words, index) => (index === 0 ? words : [separator, ...words])))
}
