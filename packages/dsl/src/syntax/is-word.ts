import { tokenMatcher } from 'chevrotain'
import { tokenize } from './lexer.ts'
import { Word } from './tokens.ts'

/** Whether a text is one word that can be a name: neither reserved nor the name of a day. */
export function isWord(text: string): boolean {
  const { tokens, comments, dropped } = tokenize(text)
  const [token] = tokens
  if (token === undefined || tokens.length > 1 || comments.length > 0 || dropped.length > 0) return false
  return token.image === text && tokenMatcher(token, Word)
}
