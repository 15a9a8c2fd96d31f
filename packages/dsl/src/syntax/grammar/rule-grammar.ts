import type { StringLiteral } from '../ast/leaves.ts'
import type { RuleBase, RuleClauses, RuleStatement } from '../ast/rules.ts'
import { readLogLevel } from '../enumerations.ts'
import type { OrMethodOpts, ParserMethod } from 'chevrotain'
import { collectClauses } from '../collect-clauses.ts'
import { fixClauseWord } from '../misspelt-keyword.ts'
import {
  Allow,
  As,
  Block,
  During,
  Exempt,
  From,
  Log,
  Replaces,
  Shadow,
  Text,
  Unless,
  When,
  Word,
  WordLimits,
  WordOnly,
} from '../tokens.ts'
import { LimitGrammar } from './limit-grammar.ts'

type RuleHead = RuleStatement extends infer Rule
  ? Rule extends RuleStatement
    ? Omit<Rule, keyof RuleBase>
    : never
  : never

/** Rules: four verbs, and the clauses after them. Each clause is parsed into an object with that clause as its only member. */
export abstract class RuleGrammar extends LimitGrammar {
  private readonly verbs: OrMethodOpts<RuleHead> = {
    DEF: [
      { ALT: () => this.SUBRULE(this.block) },
      { ALT: () => this.SUBRULE(this.allowOnly) },
      { ALT: () => this.SUBRULE(this.limit) },
      { ALT: () => this.SUBRULE(this.exempt) },
    ],
    ERR_MSG: '`block`, `allow only`, `limit` or `exempt`',
  }

  protected readonly rule: ParserMethod<[], RuleStatement> = this.define('rule', (): RuleStatement => {
    const first = this.LA(1)
    const shadow = this.OPTION(() => this.CONSUME(Shadow))
    const head = this.oneOf(this.verbs)
    const clauses: RuleClauses[] = []
    this.ACTION(() => fixClauseWord(this.LA(1), this.reporter))
    this.MANY(() => {
      clauses.push(this.SUBRULE(this.clause))
      this.ACTION(() => fixClauseWord(this.LA(1), this.reporter))
    })
    return this.ACTION(() => {
      const span = this.spanFrom(first)
      return {
        ...head,
        shadow: shadow !== undefined,
        clauses: collectClauses(clauses, this.reporter),
        span,
      } as RuleStatement
    })
  })

  private readonly block: ParserMethod<[], RuleHead> = this.define('block', (): RuleHead => {
    this.CONSUME(Block)
    return { kind: 'block', condition: this.SUBRULE(this.condition) }
  })

  private readonly allowOnly: ParserMethod<[], RuleHead> = this.define('allowOnly', (): RuleHead => {
    this.CONSUME(Allow)
    this.CONSUME(WordOnly)
    return { kind: 'allow-only', condition: this.SUBRULE(this.condition) }
  })

  private readonly exempt: ParserMethod<[], RuleHead> = this.define('exempt', (): RuleHead => {
    this.CONSUME(Exempt)
    const condition = this.SUBRULE(this.condition)
    this.CONSUME(From)
    const limits = this.oneOf<readonly StringLiteral[] | undefined>({
      DEF: [
        {
          ALT: () => {
            this.CONSUME(WordLimits)
            return undefined
          },
        },
        { ALT: () => this.SUBRULE(this.names) },
      ],
      ERR_MSG: '`limits` or the name of a limit in quotes',
    })
    return { kind: 'exempt', condition, ...(limits === undefined ? {} : { limits }) }
  })

  private readonly names: ParserMethod<[], StringLiteral[]> = this.define('names', () =>
    this.entries('the name of a limit in quotes', () => this.build(this.CONSUME(Text), (text) => this.textOf(text))),
  )

  private readonly clause: ParserMethod<[], RuleClauses> = this.choice('clause', 'a clause such as `when` or `reply`', [
    { ALT: () => this.SUBRULE(this.during) },
    { ALT: () => this.SUBRULE(this.when) },
    { ALT: () => this.SUBRULE(this.unless) },
    { ALT: () => this.SUBRULE(this.as) },
    { ALT: () => this.SUBRULE(this.reply) },
    { ALT: () => this.SUBRULE(this.log) },
    { ALT: () => this.SUBRULE(this.costing) },
    { ALT: () => this.SUBRULE(this.burst) },
    { ALT: () => this.SUBRULE(this.includingRefused) },
    { ALT: () => this.SUBRULE(this.countingReplies) },
    { ALT: () => this.SUBRULE(this.thenBlock) },
    { ALT: () => this.SUBRULE(this.replaces) },
  ])

  private readonly during: ParserMethod<[], RuleClauses> = this.define('during', () => {
    const first = this.CONSUME(During)
    const window = this.SUBRULE(this.windowSet)
    return this.ACTION(() => ({ during: { window, span: this.spanFrom(first) } }))
  })

  private readonly when: ParserMethod<[], RuleClauses> = this.define('when', () => {
    const first = this.CONSUME(When)
    const condition = this.SUBRULE(this.condition)
    return this.ACTION(() => ({ when: { condition, span: this.spanFrom(first) } }))
  })

  private readonly unless: ParserMethod<[], RuleClauses> = this.define('unless', () => {
    const first = this.CONSUME(Unless)
    const condition = this.SUBRULE(this.condition)
    return this.ACTION(() => ({ unless: { condition, span: this.spanFrom(first) } }))
  })

  private readonly as: ParserMethod<[], RuleClauses> = this.define('as', () => {
    const first = this.CONSUME(As)
    const name = this.CONSUME(Text)
    return this.ACTION(() => ({ as: { name: this.textOf(name), span: this.spanFrom(first) } }))
  })

  private readonly log: ParserMethod<[], RuleClauses> = this.define('log', () => {
    const first = this.CONSUME(Log)
    const level = this.CONSUME(Word, { LABEL: 'level', ERR_MSG: '`debug`, `info`, `warn` or `error`' })
    return this.ACTION(() => ({ log: { level: readLogLevel(level, this.reporter), span: this.spanFrom(first) } }))
  })

  private readonly replaces: ParserMethod<[], RuleClauses> = this.define('replaces', () => {
    const first = this.CONSUME(Replaces)
    const name = this.CONSUME(Text)
    return this.ACTION(() => ({ replaces: { name: this.textOf(name), span: this.spanFrom(first) } }))
  })
}
