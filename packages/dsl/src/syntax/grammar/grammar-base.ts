import type { Span } from '@tidegate/model'
import type {
  AtLeastOneSepMethodOpts,
  ConsumeMethodOpts,
  DSLMethodOpts,
  IOrAlt,
  IRuleConfig,
  IToken,
  OrMethodOpts,
  ParserMethod,
  SubruleMethodOpts,
  TokenType,
} from 'chevrotain'
import type { Name, NumberLiteral, QuotedText } from '../ast/leaves.ts'
import type { Reporter } from '../reporter.ts'
import type { Machine } from './machine.ts'

/** A rule whose errors make the whole statement fail, so that one mistake gives one diagnostic. */
export const failsWhole = { resyncEnabled: false } as const

/** Alternatives, and what is expected where none fits. */
export interface OneOf<T> {
  readonly DEF: IOrAlt<T>[]
  readonly ERR_MSG: string
}

/**
 * What all rules of the grammar share: the operations of the machine that runs them, and turning tokens into the leaves of the syntax tree.
 * An operation that stands more than once in a rule has a number behind its name.
 */
export abstract class GrammarBase {
  protected readonly machine: Machine
  protected reporter: Reporter

  constructor(machine: Machine, reporter: Reporter) {
    this.machine = machine
    this.reporter = reporter
  }

  protected RULE<Args extends unknown[], T>(
    name: string,
    implementation: (...args: Args) => T,
    config?: IRuleConfig<T>,
  ): ParserMethod<Args, T> {
    return this.machine.RULE(name, implementation, config)
  }

  protected CONSUME(type: TokenType, options?: ConsumeMethodOpts): IToken {
    return this.machine.consume(0, type, options)
  }

  protected CONSUME2(type: TokenType, options?: ConsumeMethodOpts): IToken {
    return this.machine.consume(2, type, options)
  }

  protected CONSUME3(type: TokenType): IToken {
    return this.machine.consume(3, type)
  }

  protected SUBRULE<Args extends unknown[], T>(rule: ParserMethod<Args, T>, options?: SubruleMethodOpts<Args>): T {
    return this.machine.subrule(0, rule, options)
  }

  protected SUBRULE2<T>(rule: ParserMethod<[], T>): T {
    return this.machine.subrule(2, rule)
  }

  protected SUBRULE3<T>(rule: ParserMethod<[], T>): T {
    return this.machine.subrule(3, rule)
  }

  protected OPTION<T>(option: (() => T) | DSLMethodOpts<T>): T | undefined {
    return this.machine.option(0, option)
  }

  protected OPTION2<T>(option: (() => T) | DSLMethodOpts<T>): T | undefined {
    return this.machine.option(2, option)
  }

  protected OPTION3<T>(option: () => T): T | undefined {
    return this.machine.option(3, option)
  }

  protected OR<T>(alternatives: IOrAlt<T>[] | OrMethodOpts<T>): T {
    return this.machine.or(0, alternatives)
  }

  protected MANY(iteration: () => void): void {
    this.machine.many(0, iteration)
  }

  protected AT_LEAST_ONE_SEP(options: AtLeastOneSepMethodOpts<unknown>): void {
    this.machine.AT_LEAST_ONE_SEP(options)
  }

  /** What is done to what was read; left out while the grammar records itself and tokens are stand-ins. */
  protected ACTION<T>(action: () => T): T {
    return this.machine.ACTION(action)
  }

  protected LA(distance: number): IToken {
    return this.machine.peek(distance)
  }

  /** `OR` with one result type for all alternatives, and with what is expected where none fits. */
  protected oneOf<T>(alternatives: IOrAlt<T>[] | OneOf<T>): T {
    return this.machine.or(0, alternatives)
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
