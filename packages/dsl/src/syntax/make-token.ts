import { EOF, type IToken, type TokenType } from 'chevrotain'

/** A token that was not written as such: `image` may be empty, `startOffset` says where it would stand. */
export function makeToken(type: TokenType, image: string, startOffset: number): IToken {
  return { image, startOffset, tokenType: type, tokenTypeIdx: type.tokenTypeIdx ?? -1 }
}

/** The same token read as another type, its value as `payload`. */
export function retypeToken(token: IToken, type: TokenType, payload?: string): IToken {
  return {
    ...token,
    tokenType: type,
    tokenTypeIdx: type.tokenTypeIdx ?? -1,
    ...(payload === undefined ? {} : { payload }),
  }
}

/** Stands for what is before the first and behind the last token. */
export const EOF_TOKEN: IToken = Object.freeze(makeToken(EOF, '', -1))
