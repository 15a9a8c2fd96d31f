import { EOF, type IToken, type TokenType } from 'chevrotain'

/** Creates a token that is not in the source as such: `image` may be empty, `startOffset` is where the token would be. */
export function makeToken(type: TokenType, image: string, startOffset: number): IToken {
  return { image, startOffset, tokenType: type, tokenTypeIdx: type.tokenTypeIdx ?? -1 }
}

/** Returns the same token as another type, with its value as `payload`. */
export function retypeToken(token: IToken, type: TokenType, payload?: string): IToken {
  return {
    ...token,
    tokenType: type,
    tokenTypeIdx: type.tokenTypeIdx ?? -1,
    ...(payload === undefined ? {} : { payload }),
  }
}

/** Stands for what is before the first and after the last token. */
export const EOF_TOKEN: IToken = Object.freeze(makeToken(EOF, '', -1))
