import { tokenMatcher, type IToken } from 'chevrotain'
import { tokenize } from './lexer.ts'
import { Address, Clock, DateText, Day, NumberText, Path, Reserved, SlashWord, Text, Word } from './tokens.ts'

/** What a token is, from its form alone: `keyword` is a reserved word, `word` is any other word. */
export type TokenClass = 'keyword' | 'word' | 'string' | 'number' | 'address' | 'path' | 'time' | 'operator' | 'comment'

/** A token of a text, with its class; offsets in UTF-16 code units, `end` exclusive. */
export interface ClassifiedToken {
  readonly kind: TokenClass
  readonly start: number
  readonly end: number
  readonly text: string
}

/** Returns the tokens and comments of any text, in the order of the text. Total and linear. */
export function classifiedTokens(text: string): readonly ClassifiedToken[] {
  const { tokens, comments } = tokenize(text)
  const all = [
    ...tokens.map((token) => classified(token, classOf(token))),
    ...comments.map((token) => classified(token, 'comment')),
  ]
  return all.toSorted((a, b) => a.start - b.start)
}

function classified({ startOffset, image }: IToken, kind: TokenClass): ClassifiedToken {
  return { kind, start: startOffset, end: startOffset + image.length, text: image }
}

const classes = [
  [Reserved, 'keyword'],
  [Word, 'word'],
  [Text, 'string'],
  [NumberText, 'number'],
  [Address, 'address'],
  [Path, 'path'],
  [Clock, 'time'],
  [DateText, 'time'],
  [Day, 'time'],
  [SlashWord, 'word'],
] as const

function classOf(token: IToken): TokenClass {
  return classes.find(([type]) => tokenMatcher(token, type))?.[1] ?? 'operator'
}
