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
import type { Mismatch } from './mismatch.ts'

/**
 * What runs the rules of the grammar: the operations of which they are made, named and numbered as Chevrotain's parsers have them. `index`
 * tells operations of one kind in one rule apart.
 */
export interface Machine {
  /** What is read; to set it begins anew. */
  input: IToken[]
  RULE<Args extends unknown[], T>(
    name: string,
    implementation: (...args: Args) => T,
    config?: IRuleConfig<T>,
  ): ParserMethod<Args, T>
  consume(index: number, type: TokenType, options?: ConsumeMethodOpts): IToken
  subrule<Args extends unknown[], T>(index: number, rule: ParserMethod<Args, T>, options?: SubruleMethodOpts<Args>): T
  option<T>(index: number, option: (() => T) | DSLMethodOpts<T>): T | undefined
  or<T>(index: number, alternatives: IOrAlt<T>[] | OrMethodOpts<T>): T
  many(index: number, iteration: () => void): void
  AT_LEAST_ONE_SEP(options: AtLeastOneSepMethodOpts<unknown>): void
  ACTION<T>(action: () => T): T
  SKIP_TOKEN(): IToken
  /** The token at a distance: `peek(1)` is the next one, `peek(0)` the last that was read; `EOF_TOKEN` where there is none. */
  peek(distance: number): IToken
  /** What was expected and not found so far; each once. */
  mismatches(): readonly Mismatch[]
  /** How many of them there are. */
  mismatchCount(): number
}
