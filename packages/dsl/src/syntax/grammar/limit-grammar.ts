import type { OrMethodOpts, ParserMethod } from 'chevrotain'
import type { Name, NumberLiteral } from '../ast/leaves.ts'
import type {
  CostAst,
  CostCaseAst,
  DurationAst,
  KeyPartAst,
  LimitStatement,
  PeriodAst,
  RuleBase,
  RuleClauses,
} from '../ast/rules.ts'
import { readCalendarUnit, readUnit } from '../enumerations.ts'
import {
  And,
  Burst,
  Comma,
  CostComma,
  Costing,
  Counting,
  In,
  Including,
  LeftParen,
  Limit,
  NumberText,
  Per,
  RightParen,
  Then,
  ThenBlock,
  Word,
  WordAt,
  WordCalendar,
  WordExact,
  WordFor,
  WordIf,
  WordIp,
  WordNetwork,
  WordOnce,
  WordOnly,
  WordRefused,
  WordReplies,
  WordTotal,
} from '../tokens.ts'
import { ReplyGrammar } from './reply-grammar.ts'

type LimitHead = Omit<LimitStatement, keyof RuleBase>
type LimitKey = Pick<LimitHead, 'key' | 'keySpan'>

const PERIOD = 'a period such as `minute` or `15 minutes`'
const CALENDAR_UNIT = '`minute`, `hour`, `day`, `week` or `month`'
const COST = 'a cost such as `10 if path in /search`, or a fact'

/** Limits: their count, period and key, and the clauses that only limits have. */
export abstract class LimitGrammar extends ReplyGrammar {
  private readonly counts: OrMethodOpts<NumberLiteral | Name> = {
    DEF: [
      { ALT: () => this.build(this.CONSUME(NumberText), (number) => this.numberOf(number)) },
      { ALT: () => this.build(this.CONSUME(Word), (word) => this.nameOf(word)) },
    ],
    ERR_MSG: 'a number of requests',
  }

  protected readonly limit: ParserMethod<[], LimitHead> = this.define('limit', (): LimitHead => {
    this.CONSUME(Limit)
    const count = this.oneOf(this.counts)
    const period = this.SUBRULE(this.limitPeriod)
    const key = this.SUBRULE(this.limitKey)
    return { kind: 'limit', count, period, ...key }
  })

  private readonly limitPeriod: ParserMethod<[], PeriodAst> = this.choice(
    'limitPeriod',
    'a period such as `per minute` or `at once`',
    [
      {
        ALT: () => {
          this.CONSUME(Per)
          return this.SUBRULE(this.period)
        },
      },
      {
        ALT: () => {
          const first = this.CONSUME(WordAt)
          this.CONSUME(WordOnce)
          return this.ACTION(() => ({ kind: 'at-once', span: this.spanFrom(first) }))
        },
      },
    ],
  )

  private readonly period: ParserMethod<[], PeriodAst> = this.choice('period', PERIOD, [
    { IGNORE_AMBIGUITIES: true, ALT: () => this.SUBRULE(this.calendarPeriod) },
    {
      ALT: () => {
        const duration = this.SUBRULE(this.duration)
        return this.ACTION(() => ({ kind: 'sliding', ...duration }))
      },
    },
  ])

  private readonly calendarPeriod: ParserMethod<[], PeriodAst> = this.define('calendarPeriod', (): PeriodAst => {
    const first = this.CONSUME(WordCalendar)
    const unit = this.CONSUME(Word, { LABEL: 'unit', ERR_MSG: CALENDAR_UNIT })
    const zone = this.OPTION({
      GATE: () => this.LA(2).tokenType !== WordTotal,
      DEF: () => {
        this.CONSUME(In)
        return this.SUBRULE(this.zoneName)
      },
    })
    return this.ACTION(() => ({
      kind: 'calendar',
      unit: readCalendarUnit(unit, this.reporter),
      ...(zone === undefined ? {} : { zone }),
      span: this.spanFrom(first),
    }))
  })

  private readonly duration: ParserMethod<[], DurationAst> = this.define('duration', (): DurationAst => {
    const first = this.LA(1)
    const isPeriod = this.LA(0).tokenType === Per
    const amount = this.OPTION(() => this.CONSUME(NumberText))
    const unit = this.CONSUME(Word, { LABEL: 'unit', ERR_MSG: PERIOD })
    return this.ACTION(() => ({
      amount: amount === undefined ? 1 : Number(amount.image),
      unit: readUnit(unit, amount, isPeriod, this.reporter),
      span: this.spanFrom(first),
    }))
  })

  private readonly limitKey: ParserMethod<[], LimitKey> = this.define('limitKey', (): LimitKey => {
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
      ERR_MSG: 'the key of the limit, such as `per ip`, or `in total`',
    })
    return this.ACTION(() => ({ key, keySpan: this.spanFrom(first) }))
  })

  private readonly keyPart: ParserMethod<[], KeyPartAst> = this.define('keyPart', (): KeyPartAst => {
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
      ERR_MSG: 'a key such as `ip`, `user`, `header("…")` or another fact',
    })
  })

  protected readonly costing: ParserMethod<[], RuleClauses> = this.define('costing', () => {
    const first = this.CONSUME(Costing)
    const cost = this.oneOf<CostAst>({
      DEF: [
        {
          ALT: () => {
            const cases: CostCaseAst[] = []
            this.AT_LEAST_ONE_SEP({ SEP: CostComma, DEF: () => void cases.push(this.SUBRULE(this.costCase)) })
            return { kind: 'cases', cases }
          },
        },
        {
          ALT: () => {
            const fact = this.SUBRULE(this.factRef)
            return { kind: 'fact', fact }
          },
        },
      ],
      ERR_MSG: COST,
    })
    return this.ACTION(() => ({ costing: { cost, span: this.spanFrom(first) } }))
  })

  private readonly costCase: ParserMethod<[], CostCaseAst> = this.define('costCase', (): CostCaseAst => {
    const places = this.CONSUME(NumberText)
    this.CONSUME(WordIf)
    const condition = this.SUBRULE(this.condition)
    return this.ACTION(() => ({ places: this.numberOf(places), condition, span: this.spanFrom(places) }))
  })

  protected readonly burst: ParserMethod<[], RuleClauses> = this.define('burst', () => {
    const first = this.CONSUME(Burst)
    const count = this.CONSUME(NumberText)
    return this.ACTION(() => ({ burst: { count: this.numberOf(count), span: this.spanFrom(first) } }))
  })

  protected readonly includingRefused: ParserMethod<[], RuleClauses> = this.define('includingRefused', () => {
    const first = this.CONSUME(Including)
    this.CONSUME(WordRefused)
    return this.ACTION(() => ({ includingRefused: { span: this.spanFrom(first) } }))
  })

  protected readonly countingReplies: ParserMethod<[], RuleClauses> = this.define('countingReplies', () => {
    const first = this.CONSUME(Counting)
    this.CONSUME(WordOnly)
    this.CONSUME(WordReplies)
    const statuses = this.SUBRULE(this.statuses)
    return this.ACTION(() => ({ countingReplies: { statuses, span: this.spanFrom(first) } }))
  })

  private readonly statuses: ParserMethod<[], NumberLiteral[]> = this.define('statuses', () =>
    this.entries('a status such as `401`', () =>
      this.build(this.CONSUME(NumberText), (status) => this.numberOf(status)),
    ),
  )

  protected readonly thenBlock: ParserMethod<[], RuleClauses> = this.define('thenBlock', () => {
    const first = this.CONSUME(Then)
    this.CONSUME(ThenBlock)
    this.CONSUME(WordFor)
    const duration = this.SUBRULE(this.duration)
    return this.ACTION(() => ({ thenBlock: { duration, span: this.spanFrom(first) } }))
  })
}
