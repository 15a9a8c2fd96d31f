import type { IToken } from 'chevrotain'
import { earlyForeignTokens, lateForeignTokens } from './foreign-tokens.ts'
import type { TokenKind } from './token-type.ts'
import { Day, ownTokens, Word } from './tokens.ts'

/** All kinds of tokens in the order in which they are tried: the first that matches is it. */
export const vocabulary: readonly TokenKind[] = [earlyForeignTokens, ownTokens, lateForeignTokens].flat()

/** The tokens of a text by what becomes of them, each in the order of the text; blanks are in none. */
export interface Scanned {
  readonly tokens: IToken[]
  readonly comments: IToken[]
  /** What means nothing in the language. */
  readonly dropped: IToken[]
}

const KNOWN_WORDS: ReadonlyMap<string, TokenKind> = new Map(
  vocabulary.flatMap((kind) => (kind.word === undefined ? [] : [[kind.word, kind] as const])),
)

// INVARIANT: what is known of a word, and days, match where `Word` matches the same characters; so they follow from it.
const TRIED = vocabulary.filter((kind) => kind !== Day && (kind.pattern !== undefined || kind.literal !== undefined))

// WHY: which kinds may begin with an ASCII character is asked of all of them, and found out once.
const triedAt: (readonly TokenKind[])[] = []

/** The tokens of a text. Total: any character is one if nothing else. Linear, except that patterns look ahead to the end of their word. */
export function scan(text: string): Scanned {
  const scanned: Scanned = { tokens: [], comments: [], dropped: [] }
  for (let start = 0; start < text.length;) {
    const token = tokenAt(text, start)
    const { group = 'tokens' } = token.tokenType as TokenKind
    if (group !== 'skipped') scanned[group].push(token)
    start += token.image.length
  }
  return scanned
}

function tokenAt(text: string, start: number): IToken {
  const end = endOfPlainWord(text, start)
  if (end > start) return wordToken(text.slice(start, end), start)
  for (const kind of kindsAt(text.charCodeAt(start))) {
    const end = endOf(kind, text, start)
    if (end === start) continue
    if (kind === Word) return wordToken(text.slice(start, end), start)
    const longer = kind.longer === undefined ? start : endOf(kind.longer, text, start)
    return longer > end && kind.longer !== undefined
      ? tokenOf(kind.longer, text.slice(start, longer), start)
      : tokenOf(kind, text.slice(start, end), start)
  }
  throw new Error(`no kind of token fits ${JSON.stringify(text.slice(start, start + 1))}`)
}

/** The end of a word that no longer token can begin with; `start` where there is none. */
function endOfPlainWord(text: string, start: number): number {
  let end = start
  let code = text.charCodeAt(end)
  if (isDigit(code)) return start
  while (isLetter(code) || isDigit(code)) {
    end += 1
    code = text.charCodeAt(end)
  }
  const goesOn = code === DOT || code === DASH || code === SLASH || code === COLON || code > 0x7f
  return goesOn ? start : end
}

const DOT = 0x2e
const DASH = 0x2d
const SLASH = 0x2f
const COLON = 0x3a

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

function isLetter(code: number): boolean {
  const lower = code | 0x20
  return (lower >= 0x61 && lower <= 0x7a) || code === 0x5f
}

function wordToken(image: string, start: number): IToken {
  return tokenOf(KNOWN_WORDS.get(image) ?? (isDay(image) ? Day : Word), image, start)
}

function isDay(image: string): boolean {
  return image.length >= 3 && image.length <= 7 && endOf(Day, image, 0) === image.length
}

function tokenOf(kind: TokenKind, image: string, startOffset: number): IToken {
  return { image, startOffset, tokenType: kind, tokenTypeIdx: -1, payload: undefined }
}

function kindsAt(code: number): readonly TokenKind[] {
  if (code > 0x7f) return TRIED
  return (triedAt[code] ??= TRIED.filter(({ literal, starts }) => {
    const character = String.fromCharCode(code)
    return literal?.startsWith(character) ?? starts?.test(character) ?? false
  }))
}

/** Where a token that begins at `start` ends; `start` where none of the kind does. */
function endOf({ pattern, literal }: TokenKind, text: string, start: number): number {
  if (literal !== undefined) return text.startsWith(literal, start) ? start + literal.length : start
  if (pattern === undefined) return start
  pattern.lastIndex = start
  return pattern.test(text) ? pattern.lastIndex : start
}
