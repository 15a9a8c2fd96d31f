import { EOF, tokenMatcher, type IToken } from 'chevrotain'
import { Reserved } from './tokens.ts'

/** Returns how messages refer to a token: its text, cut to forty characters, or a description if it has no text. */
export function describeToken(token: IToken): string {
  if (tokenMatcher(token, EOF)) return 'the end of the file'
  const shown = token.image.length > 40 ? `${token.image.slice(0, 40)}…` : token.image
  return tokenMatcher(token, Reserved) ? `the keyword \`${shown}\`` : `\`${shown}\``
}
