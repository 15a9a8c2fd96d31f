import { EOF, tokenMatcher, type IToken } from 'chevrotain'
import { Reserved } from './tokens.ts'

/** A token as messages speak of it: its text, cut to forty characters, or what it is where it has none. */
export function describeToken(token: IToken): string {
  if (tokenMatcher(token, EOF)) return 'the end of the text'
  const shown = token.image.length > 40 ? `${token.image.slice(0, 40)}…` : token.image
  return tokenMatcher(token, Reserved) ? `the keyword \`${shown}\`` : `\`${shown}\``
}
