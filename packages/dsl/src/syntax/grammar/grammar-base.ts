import {
  EmbeddedActionsParser,
  tokenMatcher,
  type IOrAlt,
  type IToken,
  type OrMethodOpts,
  type ParserMethod,
  type TokenType,
} from 'chevrotain'
import type { Span } from '@tidegate/model'
import type { Name, NumberLiteral, QuotedText } from '../ast/leaves.ts'
import { expectationMessages } from '../expectation.ts'
import { vocabulary } from '../lexer.ts'
import { createReporter, type Reporter } from '../reporter.ts'
import { Comma, Dash, Except, insertableTokens, LeftBrace, Reserved, RightBrace } from '../tokens.ts'

/** How a parser is made. */
export interface GrammarOptions {
  /** Whether the grammar itself is checked, which takes longer. */
  readonly validate: boolean
}

/**
 * What all rules of the grammar share: how the parser recovers from mistakes, and how tokens become the leaves of the syntax tree.
 *
 * WHY: a chain of classes, for sets, conditions, rules and the whole policy. Chevrotain protects what grammars are made of (`RULE`, `SUBRULE`,
 * `CONSUME`), so only a subclass can hold rules.
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

  /** A rule whose errors make the whole statement fail, so that one mistake gives one diagnostic. */
  protected define<T>(name: string, implementation: () => T): ParserMethod<[], T> {
    return this.RULE(name, implementation, { resyncEnabled: false })
  }

  /** Such a rule that is one of several alternatives; `expected` says what is expected where none fits. */
  protected choice<T>(name: string, expected: string, alternatives: IOrAlt<NoInfer<T>>[]): ParserMethod<[], T> {
    const options = { DEF: alternatives, ERR_MSG: expected }
    return this.define(name, (): T => this.oneOf<T>(options))
  }

  /** `OR` with one result type for all alternatives. */
  protected oneOf<T>(alternatives: IOrAlt<T>[] | OrMethodOpts<T>): T {
    return Array.isArray(alternatives) ? this.OR(alternatives) : this.OR(alternatives)
  }

  /** Entries joined by commas; `expected` says what one is. */
  protected entries<T>(expected: string, entry: () => T): T[] {
    const all: T[] = []
    this.AT_LEAST_ONE_SEP({ SEP: Comma, DEF: () => void all.push(entry()), ERR_MSG: expected })
    return all
  }

  /** `ENTRY, … [except ENTRY, …]`. */
  protected withExceptions<E>(rule: ParserMethod<[], E[]>): { readonly entries: E[]; readonly except: E[] } {
    const entries = this.SUBRULE(rule)
    const except = this.OPTION(() => {
      this.CONSUME(Except)
      return this.SUBRULE2(rule)
    })
    return { entries, except: except ?? [] }
  }

  /** One token, or both ends of a range. */
  protected range(type: TokenType): { readonly first: IToken; readonly last: IToken | undefined } {
    const first = this.CONSUME(type)
    const last = this.OPTION(() => {
      this.CONSUME(Dash)
      return this.CONSUME2(type)
    })
    return { first, last }
  }

  /** Builds from a token, except while the grammar records itself and tokens are stand-ins. */
  protected build<T>(token: IToken, make: (token: IToken) => T): T {
    return this.ACTION(() => make(token))
  }

  /** Where a token stands; a token that recovery has put in stands empty after the token before it. */
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
