import type { IToken, TokenType } from 'chevrotain'

/** What a token can be, for the lexer and for the parser: where it begins, where it ends, and what else it counts as. */
export interface TokenKind extends TokenType {
  /** Sticky: matches a token that begins at `lastIndex`. Absent of words, of signs and of what is only a category. */
  readonly pattern?: RegExp
  /** The ASCII characters with which a match may begin; characters beyond ASCII are always tried. */
  readonly starts?: RegExp
  /** The one text that such tokens have, of signs: it counts wherever it stands. */
  readonly literal?: string
  /** The one text that such tokens have, of words: it counts where the whole word is that. */
  readonly word?: string
  /** Counts instead where it matches more characters at the same place. */
  readonly longer?: TokenKind
  /** What becomes of such tokens: the parser sees those without a group. */
  readonly group?: 'skipped' | 'comments' | 'dropped'
}

/** What a kind of token is made from. */
interface TokenConfig extends Pick<TokenKind, 'pattern' | 'starts' | 'literal' | 'word' | 'longer' | 'group'> {
  readonly name: string
  /** How messages speak of it; default: its name. */
  readonly label?: string
  readonly categories?: readonly TokenKind[]
}

/** A kind of token, in the shape in which Chevrotain takes them; it need not be loaded for that. */
export function defineToken({ label, categories = [], ...config }: TokenConfig): TokenKind {
  const all = categories.flatMap((category) => [category, ...(category.CATEGORIES ?? [])])
  return { ...config, ...(label !== undefined && { LABEL: label }), CATEGORIES: [...new Set<TokenType>(all)] }
}

/** Whether a token is of a kind, or of one that counts as it. */
export function isOfType({ tokenType }: IToken, type: TokenType): boolean {
  return countsAs(tokenType, type)
}

/** Whether a kind of token is another one, or counts as it. */
export function countsAs(type: TokenType, other: TokenType): boolean {
  return type === other || (type.CATEGORIES as TokenType[]).includes(other)
}

/** How messages speak of a kind of token. */
export function labelOf({ LABEL, name }: TokenType): string {
  return LABEL ?? name
}

/** Of the token that stands for what is before the first and behind the last one. */
export const EOF: TokenKind = defineToken({ name: 'EOF' })
