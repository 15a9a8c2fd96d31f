import { tokenMatcher, type IToken } from 'chevrotain'
import { retypeToken } from '../make-token.ts'
import {
  Address,
  As,
  DateText,
  Day,
  Import,
  Include,
  LeftParen,
  NotSame,
  NumberText,
  Path,
  Policy,
  Replaces,
  RightParen,
  SameAs,
  SlashWord,
  Text,
  Word,
  WordCatalog,
  WordContains,
  WordEnds,
  WordFile,
  WordStarts,
  WordWith,
  WordWord,
} from '../tokens.ts'
import { replacing, spanOver, type Cursor, type CommonError } from './common-error.ts'

const BARE = [Word, SlashWord, NumberText, Path, Address, Day, DateText]

const BEFORE = [
  [Policy, Include, Replaces, WordContains, As, WordWith, LeftParen],
  [WordWord, WordCatalog, WordFile, SameAs, NotSame],
].flat()

const LITERAL_FACTS = new Set(['header', 'query', 'cookie'])

/** `as attackers`, `header(x-api-key)`, `agent contains curl`: a string without its quotes. */
export const missingQuotes: CommonError = {
  begins: BARE,
  after: BEFORE,
  fix: ({ at, reporter }) => {
    const word = at(0)
    if (!isStringExpected({ at, reporter })) return undefined
    const quoted = `"${word.image}"`
    const place = spanOver(word, word, reporter)
    reporter.report('TG122', place, `expected a string in double quotes, found \`${word.image}\``, {
      fix: replacing(place, quoted, `write \`${quoted}\``),
    })
    return { skip: 1, tokens: [retypeToken(word, Text, word.image)] }
  },
}

function isStringExpected({ at }: Cursor): boolean {
  switch (at(-1).tokenType) {
    case Policy:
    case Include:
    case Replaces:
    case WordContains:
      return true
    case As:
      return !(at(-2).tokenType === Text && at(-4).tokenType === Import)
    case WordWith:
      return at(-2).tokenType === WordStarts || at(-2).tokenType === WordEnds
    case LeftParen:
      return LITERAL_FACTS.has(at(-2).image) && at(1).tokenType === RightParen
    case WordWord:
    case WordCatalog:
      return precedesEntry(at(-2)) && tokenMatcher(at(0), Word)
    case WordFile:
      return precedesEntry(at(-2)) && tokenMatcher(at(0), Path)
    case SameAs:
    case NotSame:
      return tokenMatcher(at(0), SlashWord)
    default:
      return false
  }
}

/** Whether an entry of a set may begin after a token. */
function precedesEntry(token: IToken): boolean {
  return ['=', ',', 'except', 'trusting'].includes(token.image)
}
