import type { Name, NumberLiteral, QuotedText } from '../ast/leaves.ts'
import { expectationMessages } from '../expectation.ts'
import { vocabulary } from '../lexer.ts'
import { createReporter, type Reporter } from '../reporter.ts'
import { insertableTokens, LeftBrace, Reserved, RightBrace } from '../tokens.ts'
import type { Machine } from './machine.ts'
import type { Span } from '@tidegate/model'
import { type AtLeastOneSepMethodOpts, type ConsumeMethodOpts, type DSLMethodOpts, EmbeddedActionsParser, type IOrAlt, type IRuleConfig, type IToken, type OrMethodOpts, type ParserMethod, type SubruleMethodOpts, tokenMatcher, type TokenType } from 'chevrotain'

/** A rule whose errors make the whole statement fail, so that one mistake gives one diagnostic. */
export const failsWhole = { resyncEnabled: false } as const

/** Alternatives, and what is expected where none fits. */
export interface OneOf<T> {
  readonly DEF: IOrAlt<T>[]
  readonly ERR_MSG: string
}

/** How a parser is made. */
export interface GrammarOptions {
  /** Whether the grammar itself is checked, which takes longer. */
  readonly validate: boolean
}

/**
 * What all rules of the grammar share: how the parser recovers from mistakes, and how tokens become the leaves of the syntax tree.
 *
 * WHY: a chain of classes. Chevrotain protects what rules are made of (`RULE`, `SUBRULE`, `CONSUME`), so only a subclass can hold rules.
 */
export abstract class GrammarBase extends EmbeddedActionsParser {
  protected reporter: Reporter = createReporter({ file: '', text: '' })

  constructor({ validate }: GrammarOptions) {
    super([...vocabulary], {
      maxLookahead: 3,
      recoveryEnabled: true,
      skipValidations: !validate,
      errorMessageProvider: expectationMessages,
    })
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
  protected oneOf<T>(alternatives: IOrAlt<T>[] | OneOf<T>): T {
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
