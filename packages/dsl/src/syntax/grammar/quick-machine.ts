import type {
  AtLeastOneSepMethodOpts,
  DSLMethodOpts,
  IOrAlt,
  IToken,
  OrMethodOpts,
  ParserMethod,
  SubruleMethodOpts,
  TokenType,
} from 'chevrotain'
import { EOF_TOKEN } from '../make-token.ts'
import { isOfType } from '../token-type.ts'
import { decideBy, type Choice, type Decide, type RuleLookahead } from './lookahead.ts'
import type { Machine } from './machine.ts'
import type { Mismatch } from './mismatch.ts'

/**
 * Thrown where the input is not what the grammar expects, or where anything would be reported about it.
 *
 * WHY: an error, and the same one always. Reading ends wherever it is, some tens of calls deep, and nothing of it is kept.
 */
export const misread: Error = new Error('the input has a mistake')

/** The decisions of a rule, by the number of the operation. */
interface Decisions {
  readonly or: readonly Decide[]
  readonly option: readonly Decide[]
  readonly many: readonly Decide[]
}

const NO_DECISIONS: Decisions = { or: [], option: [], many: [] }

/**
 * Runs rules over an input without mistakes, and throws {@link misread} at the first mistake. It looks ahead as Chevrotain does, by a
 * table, and needs no analysis of the grammar before it begins.
 */
export class QuickMachine implements Machine {
  private readonly lookahead: Readonly<Record<string, RuleLookahead>>
  private tokens: readonly IToken[] = []
  private next = 0
  private decisions: Decisions = NO_DECISIONS

  constructor(lookahead: Readonly<Record<string, RuleLookahead>>) {
    this.lookahead = lookahead
  }

  set input(tokens: IToken[]) {
    this.tokens = tokens
    this.next = 0
    this.decisions = NO_DECISIONS
  }

  RULE<Args extends unknown[], T>(name: string, implementation: (...args: Args) => T): ParserMethod<Args, T> {
    let own: Decisions | undefined
    const rule = (...args: Args): T => {
      const outer = this.decisions
      this.decisions = own ??= decisionsOf(this.lookahead[name])
      const result = implementation(...args)
      this.decisions = outer
      return result
    }
    return Object.assign(rule, { ruleName: name }) as ParserMethod<Args, T>
  }

  consume(_index: number, type: TokenType): IToken {
    const token = this.peek(1)
    if (!isOfType(token, type)) throw misread
    this.next += 1
    return token
  }

  subrule<Args extends unknown[], T>(
    _index: number,
    rule: ParserMethod<Args, T>,
    options?: SubruleMethodOpts<Args>,
  ): T {
    return options?.ARGS === undefined ? (rule as ParserMethod<[], T>)() : rule(...options.ARGS)
  }

  option<T>(index: number, option: (() => T) | DSLMethodOpts<T>): T | undefined {
    const isFunction = typeof option === 'function'
    if (!isFunction && option.GATE !== undefined && !option.GATE()) return undefined
    if (!this.isThere(this.decisions.option[index])) return undefined
    return isFunction ? option() : option.DEF()
  }

  or<T>(index: number, alternatives: IOrAlt<T>[] | OrMethodOpts<T>): T {
    const all = Array.isArray(alternatives) ? alternatives : alternatives.DEF
    for (const { alternative, behind } of this.choiceOf(this.decisions.or[index])) {
      const chosen = all[alternative]
      if (chosen !== undefined && this.comes(behind) && chosen.GATE?.() !== false) return chosen.ALT()
    }
    throw misread
  }

  many(index: number, iteration: () => void): void {
    const decide = this.decisions.many[index]
    while (this.isThere(decide)) iteration()
  }

  AT_LEAST_ONE_SEP({ SEP, DEF }: AtLeastOneSepMethodOpts<unknown>): void {
    DEF()
    while (isOfType(this.peek(1), SEP)) {
      this.next += 1
      DEF()
    }
  }

  ACTION<T>(action: () => T): T {
    return action()
  }

  SKIP_TOKEN(): IToken {
    throw misread
  }

  peek(distance: number): IToken {
    return this.tokens[this.next + distance - 1] ?? EOF_TOKEN
  }

  mismatches(): readonly Mismatch[] {
    return []
  }

  mismatchCount(): number {
    return 0
  }

  private isThere(decide: Decide | undefined): boolean {
    const choice = this.choiceOf(decide)
    for (let index = 0; index < choice.length; index += 1) if (this.comes(choice[index]!.behind)) return true
    return false
  }

  private choiceOf(decide: Decide | undefined): Choice {
    if (decide === undefined) throw new TypeError('the table of lookahead does not belong to this grammar')
    return decide(this.peek(1))
  }

  /** Whether tokens of these kinds stand behind the next one. */
  private comes(behind: readonly TokenType[]): boolean {
    for (let index = 0; index < behind.length; index += 1) {
      if (!isOfType(this.peek(2 + index), behind[index]!)) return false
    }
    return true
  }
}

/** An operation with its number, as {@link RuleLookahead} has it. */
const OPERATION = /^(or|option|many)(\d)$/

function decisionsOf(lookahead: RuleLookahead | undefined): Decisions {
  if (lookahead === undefined) return NO_DECISIONS
  const decisions = { or: [] as Decide[], option: [] as Decide[], many: [] as Decide[] }
  for (const [operation, text] of Object.entries(lookahead)) {
    const [, kind, number] = OPERATION.exec(operation) ?? []
    decisions[kind as keyof Decisions][Number(number)] = decideBy(text)
  }
  return decisions
}
