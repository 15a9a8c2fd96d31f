import {
  type ConsumeMethodOpts,
  EmbeddedActionsParser,
  tokenMatcher,
  type IOrAlt,
  type IToken,
  type OrMethodOpts,
  type ParserMethod,
  type TokenType,
} from 'chevrotain'
import type { Span } from '@tidegate/model'
import type { Name, NumberLiteral, StringLiteral } from '../ast/leaves.ts'
import { expectationMessages } from '../expectation.ts'
import { vocabulary } from '../lexer.ts'
import { fixRequiredWord } from '../misspelt-keyword.ts'
import { createReporter, type Reporter } from '../reporter.ts'
import { Comma, Dash, Except, insertableTokens, LeftBrace, Reserved, RightBrace } from '../tokens.ts'

/** Options of a parser. */
export interface GrammarOptions {
  /** Whether the grammar itself is validated, which takes longer. */
  readonly validate: boolean
}

/**
 * The common base of all grammar rules: how the parser recovers from errors, and how tokens become leaves of the syntax tree.
 *
 * WHY: a chain of classes, for windows, sets, conditions, replies, limits, rules and the whole policy. The building blocks of Chevrotain's grammars (`RULE`,
 * `SUBRULE`, `CONSUME`) are protected methods, so only a subclass can define rules.
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

  // WHY: an inserted name, string or number would be checked as if it had been written.
  protected override canTokenTypeBeInsertedInRecovery(type: TokenType): boolean {
    return insertableTokens.has(type)
  }

  // WHY: dropping a reserved word would drop the statement or clause that it begins.
  protected override canTokenTypeBeDeletedInRecovery(): boolean {
    return ![Reserved, LeftBrace, RightBrace].some((type) => tokenMatcher(this.LA(1), type))
  }

  // WHY here: only where nothing else is allowed is a word that resembles the keyword certainly a misspelt one.
  protected override CONSUME(type: TokenType, options?: ConsumeMethodOpts): IToken {
    fixRequiredWord(this.LA(1), type, this.reporter)
    return super.CONSUME(type, options)
  }

  /** Defines a grammar rule whose errors make the whole statement fail, so that one error gives one diagnostic. */
  protected define<T>(name: string, implementation: () => T): ParserMethod<[], T> {
    return this.RULE(name, implementation, { resyncEnabled: false })
  }

  /** Defines a grammar rule of several alternatives; `expected` is the text of the diagnostic if none matches. */
  protected choice<T>(name: string, expected: string, alternatives: IOrAlt<NoInfer<T>>[]): ParserMethod<[], T> {
    const options = { DEF: alternatives, ERR_MSG: expected }
    return this.define(name, (): T => this.oneOf<T>(options))
  }

  /** `OR` with one result type for all alternatives. */
  protected oneOf<T>(alternatives: IOrAlt<T>[] | OrMethodOpts<T>): T {
    return Array.isArray(alternatives) ? this.OR(alternatives) : this.OR(alternatives)
  }

  /** Parses entries separated by commas; `expected` describes an entry in diagnostics. */
  protected entries<T>(expected: string, entry: () => T): T[] {
    const all: T[] = []
    this.AT_LEAST_ONE_SEP({ SEP: Comma, DEF: () => void all.push(entry()), ERR_MSG: expected })
    return all
  }

  /** Parses `ENTRY, … [except ENTRY, …]`. */
  protected withExceptions<E>(rule: ParserMethod<[], E[]>): { readonly entries: E[]; readonly except: E[] } {
    const entries = this.SUBRULE(rule)
    const except = this.OPTION(() => {
      this.CONSUME(Except)
      return this.SUBRULE2(rule)
    })
    return { entries, except: except ?? [] }
  }

  /** Parses one token, or both ends of a range. */
  protected range(type: TokenType): { readonly first: IToken; readonly last: IToken | undefined } {
    const first = this.CONSUME(type)
    const last = this.OPTION(() => {
      this.CONSUME(Dash)
      return this.CONSUME2(type)
    })
    return { first, last }
  }

  /** Builds a value from a token, except while Chevrotain records the grammar and tokens are placeholders. */
  protected build<T>(token: IToken, make: (token: IToken) => T): T {
    return this.ACTION(() => make(token))
  }

  /** Returns the span of a token; a token inserted by error recovery has an empty span after the previous token. */
  protected spanOf(token: IToken): Span {
    if (token.startOffset >= 0) return this.reporter.span(token.startOffset, token.startOffset + token.image.length)
    const end = this.endOfLast()
    return this.reporter.span(end, end)
  }

  /** Returns the span from a token to the last one that was consumed. */
  protected spanFrom(first: IToken): Span {
    const { start } = this.spanOf(first)
    return this.reporter.span(start, Math.max(start, this.endOfLast()))
  }

  protected nameOf(token: IToken): Name {
    return { text: token.image, span: this.spanOf(token) }
  }

  protected textOf(token: IToken): StringLiteral {
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
