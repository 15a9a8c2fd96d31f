import { EOF, tokenMatcher, type IToken } from 'chevrotain'
import { Allow, Block, Comma, Except, Exempt, From, Limit, Reserved, RightBrace, Shadow, Starter } from './tokens.ts'

const ENDS = [Comma, EOF, RightBrace, Except, From, Starter]

const VERBS = [Block, Allow, Limit, Exempt]

/**
 * Whether a reserved word is used as a bot's token, as in `bots generic = block, limit`: only if the token after it shows
 * that it does not begin anything. `ahead(1)` is the word itself. `shadow` before a rule is never a token: otherwise, a
 * trailing comma would turn a shadow rule into an enforced one.
 */
export function isTokenOfBot(ahead: (distance: number) => IToken): boolean {
  const word = ahead(1)
  const next = ahead(2)
  if (!tokenMatcher(word, Reserved) || !ENDS.some((type) => tokenMatcher(next, type))) return false
  return !(tokenMatcher(word, Shadow) && VERBS.some((type) => tokenMatcher(next, type)))
}
