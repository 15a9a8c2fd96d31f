import { EmbeddedActionsParser, tokenMatcher, type IOrAlt, type IToken, type TokenType } from 'chevrotain'
import type { Name, NumberLiteral, QuotedText } from '../ast.ts'
import { vocabulary } from '../lex.ts'
import type { Reporter } from '../reporter.ts'
import { expectationMessages } from '../expectation.ts'
import { insertableTokens, LeftBrace, Reserved, RightBrace } from '../tokens.ts'
import type { Span } from '../../source.ts'

/** A rule whose errors make the whole statement fail, so that one mistake gives one diagnostic. */
export const failsWhole = { resyncEnabled: false } as const

/** What all rules of the grammar share: turning tokens into the leaves of the syntax tree. */
export abstract class GrammarBase extends EmbeddedActionsParser {
  protected reporter: Reporter

  constructor(reporter: Reporter, skipValidations: boolean) {
    super([...vocabulary], {
      maxLookahead: 3,
      recoveryEnabled: true,
      skipValidations,
      errorMessageProvider: expectationMessages,
    })
    this.reporter = reporter
  }

  // WHY: a name, a text or a number that was never written would be checked as if it had been.
  protected override canTokenTypeBeInsertedInRecovery(type: TokenType): boolean {
    return insertableTokens.has(type)
  }

  // WHY: leaving out a word of the language would leave out what it begins.
  protected override canTokenTypeBeDeletedInRecovery(): boolean {
    return ![Reserved, LeftBrace, RightBrace].some((type) => tokenMatcher(this.LA(1), type))
  }

  /** `OR` with one result type for all alternatives, and with what is expected where none fits. */
  protected oneOf<T>(alternatives: IOrAlt<T>[] | { readonly DEF: IOrAlt<T>[]; readonly ERR_MSG: string }): T {
    return Array.isArray(alternatives) ? this.OR(alternatives) : this.OR(alternatives)
  }

  /** Where a token stands; a token that recovery has put in stands empty behind the token before it. */
  protected spanOf(token: IToken): Span {
    if (token.startOffset >= 0) return this.reporter.span(token.startOffset, token.startOffset + token.image.length)
    const end = this.endOfLast()
    return this.reporter.span(end, end)
  }

  /** From a token to the last one that was read. */
  protected spanFrom(first: IToken): Span {
    const { start } = this.spanOf(first)
    return this.reporter.span(start, Math.max(start, this.endOfLast()))
  }

  protected nameOf(token: IToken): Name {
    return { text: token.image, span: this.spanOf(token) }
  }

  protected textOf(token: IToken): QuotedText {
    return { text: token.payload ?? '', span: this.spanOf(token) }
  }

  protected numberOf(token: IToken): NumberLiteral {
    return { value: Number(token.image), span: this.spanOf(token) }
  }

  private endOfLast(): number {
    const last = this.LA(0)
    return last.startOffset >= 0 ? last.startOffset + last.image.length : 0
  }
}
