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
  Reply,
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
  WordTo,
  WordWith,
  WordWord,
} from '../tokens.ts'
import { replacing, spanOver, type Cursor, type CommonError } from './common-error.ts'

const BARE = [Word, SlashWord, NumberText, Path, Address, Day, DateText]

const BEFORE = [
  [Policy, Include, Replaces, WordContains, As, WordWith, LeftParen],
  [WordWord, WordCatalog, WordFile, WordTo, SameAs, NotSame],
].flat()

/** Maximum number of tokens of the name of a file. */
const MAX_NAME = 50

const LITERAL_FACTS = new Set(['header', 'query', 'cookie'])

/** `as attackers`, `header(x-api-key)`, `agent contains curl`: a string without its quotes. */
export const missingQuotes: CommonError = {
  begins: BARE,
  after: BEFORE,
  fix: ({ at, reporter }) => {
    const word = at(0)
    if (!isStringExpected({ at, reporter })) return undefined
    const length = namesFile({ at, reporter }) ? lengthOfName({ at, reporter }) : 1
    if (length === undefined) return undefined
    const place = spanOver(word, at(length - 1), reporter)
    const written = reporter.source.text.slice(place.start, place.end)
    const quoted = `"${written}"`
    reporter.report('TG122', place, `expected a string in double quotes, found \`${written}\``, {
      fix: replacing(place, quoted, `write \`${quoted}\``),
    })
    return { skip: length, tokens: [retypeToken(word, Text, written)] }
  },
}

/** Whether the string is the name of a file or the target of a redirect, in which a word is followed by `/` and other characters. */
function namesFile({ at }: Cursor): boolean {
  return [Include, WordFile, WordTo].includes(at(-1).tokenType)
}

/** The number of tokens of a name, up to the next blank; undefined if another name or a string follows on the line, so that it is not clear what was meant. */
function lengthOfName({ at, reporter }: Cursor): number | undefined {
  let length = 1
  while (length < MAX_NAME && endOf(at(length - 1)) === at(length).startOffset) length++
  const rest = reporter.source.text.slice(endOf(at(length - 1)))
  return /^(?:\s|$)/u.test(rest) && at(length).tokenType !== Text ? length : undefined
}

function endOf({ startOffset, image }: IToken): number {
  return startOffset + image.length
}

/** Whether the token before is the word after the status of a reply. */
function isOfReply({ at }: Pick<Cursor, 'at'>): boolean {
  return at(-2).tokenType === NumberText && at(-3).tokenType === Reply
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
      return isOfReply({ at }) || (precedesEntry(at(-2)) && tokenMatcher(at(0), Path))
    case WordTo:
      return isOfReply({ at }) && tokenMatcher(at(0), Path)
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
