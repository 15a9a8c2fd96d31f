import type { Span } from '@tidegate/model'
import type { ParserMethod } from 'chevrotain'
import type { Name, NumberLiteral, QuotedText } from '../ast/leaves.ts'
import type { KeyPartAst, PeriodAst, RuleClauses, RuleStatement } from '../ast/rules.ts'
import { readUnit } from '../closed-words.ts'
import { collectClauses } from '../collect-clauses.ts'
import { mendClauseWord } from '../misspelt-keyword.ts'
import {
  Allow,
  And,
  Block,
  Comma,
  Exempt,
  From,
  In,
  LeftParen,
  Limit,
  NumberText,
  Per,
  RightParen,
  Shadow,
  Text,
  Word,
  WordExact,
  WordIp,
  WordLimits,
  WordNetwork,
  WordOnly,
  WordTotal,
} from '../tokens.ts'
import { ClauseGrammar } from './clause-grammar.ts'
import { failsWhole, type OneOf } from './grammar-base.ts'

type RuleHead = RuleStatement extends infer Rule
  ? Rule extends RuleStatement
    ? Omit<Rule, 'shadow' | 'clauses' | 'span'>
    : never
  : never

interface LimitKey {
  readonly key: readonly KeyPartAst[]
  readonly keySpan: Span
}

/** The four verbs. */
export abstract class RuleGrammar extends ClauseGrammar {
  private readonly verbs: OneOf<RuleHead> = {
    DEF: [
      { ALT: () => this.SUBRULE(this.block) },
      { ALT: () => this.SUBRULE(this.allowOnly) },
      { ALT: () => this.SUBRULE(this.limit) },
      { ALT: () => this.SUBRULE(this.exempt) },
    ],
    ERR_MSG: '`block`, `allow only`, `limit` or `exempt`',
  }

  protected readonly rule: ParserMethod<[], RuleStatement> = this.RULE(
    'rule',
    (): RuleStatement => {
      const first = this.LA(1)
      const shadow = this.OPTION(() => this.CONSUME(Shadow))
      const head = this.oneOf(this.verbs)
      const clauses: RuleClauses[] = []
      this.ACTION(() => mendClauseWord(this.LA(1), this.reporter))
      this.MANY(() => {
        clauses.push(this.SUBRULE(this.clause))
        this.ACTION(() => mendClauseWord(this.LA(1), this.reporter))
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
    },
    failsWhole,
  )

  private readonly block: ParserMethod<[], RuleHead> = this.RULE(
    'block',
    (): RuleHead => {
      this.CONSUME(Block)
      const condition = this.SUBRULE(this.condition)
      return { kind: 'block', condition }
    },
    failsWhole,
  )

  private readonly allowOnly: ParserMethod<[], RuleHead> = this.RULE(
    'allowOnly',
    (): RuleHead => {
      this.CONSUME(Allow)
      this.CONSUME(WordOnly)
      const condition = this.SUBRULE(this.condition)
      return { kind: 'allow-only', condition }
    },
    failsWhole,
  )

  private readonly counts: OneOf<NumberLiteral | Name> = {
    DEF: [
      { ALT: () => this.build(this.CONSUME(NumberText), (number) => this.numberOf(number)) },
      { ALT: () => this.build(this.CONSUME(Word), (word) => this.nameOf(word)) },
    ],
    ERR_MSG: 'a number of requests',
  }

  private readonly limit: ParserMethod<[], RuleHead> = this.RULE(
    'limit',
    (): RuleHead => {
      this.CONSUME(Limit)
      const count = this.oneOf(this.counts)
      this.CONSUME(Per)
      const period = this.SUBRULE(this.period)
      const key = this.SUBRULE(this.limitKey)
      return { kind: 'limit', count, period, ...key }
    },
    failsWhole,
  )

  private readonly period: ParserMethod<[], PeriodAst> = this.RULE(
    'period',
    (): PeriodAst => {
      const first = this.LA(1)
      const amount = this.OPTION(() => this.CONSUME(NumberText))
      const unit = this.CONSUME(Word, { LABEL: 'unit', ERR_MSG: 'a period such as `minute` or `15 minutes`' })
      return this.ACTION(() => ({
        amount: amount === undefined ? 1 : Number(amount.image),
        unit: readUnit(unit, this.reporter),
        span: this.spanFrom(first),
      }))
    },
    failsWhole,
  )

  private readonly limitKey: ParserMethod<[], LimitKey> = this.RULE(
    'limitKey',
    (): LimitKey => {
      const first = this.LA(1)
      const key: KeyPartAst[] = []
      this.OR({
        DEF: [
          {
            ALT: () => {
              this.CONSUME(In)
              this.CONSUME(WordTotal)
            },
          },
          {
            ALT: () => {
              this.CONSUME(Per)
              this.AT_LEAST_ONE_SEP({ SEP: And, DEF: () => void key.push(this.SUBRULE(this.keyPart)) })
            },
          },
        ],
        ERR_MSG: 'for whom the limit counts, `per ip` or `in total`',
      })
      return this.ACTION(() => ({ key, keySpan: this.spanFrom(first) }))
    },
    failsWhole,
  )

  private readonly keyPart: ParserMethod<[], KeyPartAst> = this.RULE(
    'keyPart',
    (): KeyPartAst => {
      const first = this.LA(1)
      return this.oneOf<KeyPartAst>({
        DEF: [
          {
            IGNORE_AMBIGUITIES: true,
            ALT: () => {
              this.CONSUME(WordIp)
              const exact = this.OPTION(() => this.CONSUME(WordExact))
              return this.ACTION(() => ({ kind: 'ip', exact: exact !== undefined, span: this.spanFrom(first) }))
            },
          },
          {
            IGNORE_AMBIGUITIES: true,
            ALT: () => {
              this.CONSUME(WordNetwork)
              this.CONSUME(LeftParen)
              const v4 = this.CONSUME(NumberText)
              this.CONSUME(Comma)
              const v6 = this.CONSUME2(NumberText)
              this.CONSUME(RightParen)
              return this.ACTION(() => {
                const span = this.spanFrom(first)
                return { kind: 'network', v4: this.numberOf(v4), v6: this.numberOf(v6), span }
              })
            },
          },
          {
            ALT: () => {
              const fact = this.SUBRULE(this.factRef)
              return this.ACTION(() => ({ kind: 'fact', fact, span: fact.span }))
            },
          },
        ],
        ERR_MSG: 'what the limit counts by: `ip`, `user`, `header("…")` or another fact',
      })
    },
    failsWhole,
  )

  private readonly exempt: ParserMethod<[], RuleHead> = this.RULE(
    'exempt',
    (): RuleHead => {
      this.CONSUME(Exempt)
      const condition = this.SUBRULE(this.condition)
      this.CONSUME(From)
      const limits = this.oneOf<readonly QuotedText[] | undefined>({
        DEF: [
          {
            ALT: () => {
              this.CONSUME(WordLimits)
              return undefined
            },
          },
          { ALT: () => this.SUBRULE(this.names) },
        ],
        ERR_MSG: '`limits`, or the quoted name of a limit',
      })
      return { kind: 'exempt', condition, ...(limits === undefined ? {} : { limits }) }
    },
    failsWhole,
  )

  private readonly names: ParserMethod<[], QuotedText[]> = this.RULE(
    'names',
    () => this.entries('the quoted name of a limit', () => this.build(this.CONSUME(Text), (text) => this.textOf(text))),
    failsWhole,
  )
}
