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
import { replacing, spanOver, type Here, type Mistake } from './common-error.ts'

const BARE = [Word, SlashWord, NumberText, Path, Address, Day, DateText]

const BEFORE = [
  [Policy, Include, Replaces, WordContains, As, WordWith, LeftParen],
  [WordWord, WordCatalog, WordFile, SameAs, NotSame],
].flat()

const LITERAL_FACTS = new Set(['header', 'query', 'cookie'])

/** `as attackers`, `header(x-api-key)`, `agent contains curl`: a text without its quotes. */
export const missingQuotes: Mistake = {
  begins: BARE,
  behind: BEFORE,
  mend: ({ at, reporter }) => {
    const word = at(0)
    if (!isTextExpected({ at, reporter })) return undefined
    const quoted = `"${word.image}"`
    const place = spanOver(word, word, reporter)
    reporter.report('TG122', place, `expected a quoted text, found \`${word.image}\``, {
      fix: replacing(place, quoted, `write \`${quoted}\``),
    })
    return { skip: 1, tokens: [retypeToken(word, Text, word.image)] }
  },
}

function isTextExpected({ at }: Here): boolean {
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
      return isEntryOf(at(-2)) && tokenMatcher(at(0), Word)
    case WordFile:
      return isEntryOf(at(-2)) && tokenMatcher(at(0), Path)
    case SameAs:
    case NotSame:
      return tokenMatcher(at(0), SlashWord)
    default:
      return false
  }
}

/** Whether an entry of a set may begin behind a token. */
function isEntryOf(token: IToken): boolean {
  return ['=', ',', 'except', 'trusting'].includes(token.image)
}
