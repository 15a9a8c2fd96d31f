import fc from 'fast-check'
import { writeText } from '../format/write-literal.ts'
import { reservedWords } from '../syntax/tokens.ts'

const NAMES = [
  'office',
  'attackers',
  'search',
  'static',
  'peak',
  'r.blocked',
  'in-house',
  'only',
  'total',
  'exact',
  'rules',
  'a1',
  '_x',
]

const DAY = /^(?:mon|tue|wed|thu|fri|sat|sun)$/u

/** A name: often one of a few, so that names coincide, else any word that is not reserved. */
export const name: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...NAMES) },
  {
    weight: 1,
    arbitrary: fc
      .stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,6}(?:[.-][a-zA-Z0-9_]{1,4}){0,2}$/u)
      .filter(
        (word) => !reservedWords.includes(word) && !DAY.test(word.toLowerCase().slice(0, 3)) && !CONTEXTUAL.has(word),
      ),
  },
)

// WHY: where a name is possible, these words are parsed as something else.
const CONTEXTUAL = new Set(['file', 'anyone', 'match', 'utc', 'gmt'])

/** A string literal, with and without escapes. */
export const text: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '"x-api-key"',
    '"known attacker"',
    '"a \\"b\\" \\\\ c"',
    '"line\\nbreak"',
    '"# no comment"',
    '"\\u{202e}"',
  ),
  fc.string({ unit: 'grapheme', maxLength: 8 }).map(writeText),
)

/** A whole number in decimal digits. */
export const wholeNumber: fc.Arbitrary<string> = fc.oneof(fc.nat({ max: 999 }), fc.nat()).map(String)
