import type { Name, NumberLiteral, StringLiteral } from '../ast/leaves.ts'
import type {
  CostAst,
  CostCaseAst,
  DurationAst,
  KeyPartAst,
  PeriodAst,
  RuleClauses,
  RuleStatement,
} from '../ast/rules.ts'
import { readCalendarUnit, readLogLevel, readUnit } from '../enumerations.ts'
import type { OrMethodOpts, ParserMethod } from 'chevrotain'
import { collectClauses } from '../collect-clauses.ts'
import { fixClauseWord } from '../misspelt-keyword.ts'
import {
  Allow,
  And,
  As,
  Block,
  Burst,
  Comma,
  CostComma,
  Costing,
  Counting,
  During,
  Exempt,
  From,
  In,
  Including,
  LeftParen,
  Limit,
  Log,
  NumberText,
  Per,
  Replaces,
  RightParen,
  Shadow,
  Text,
  Then,
  ThenBlock,
  Unless,
  When,
  Word,
  WordAt,
  WordCalendar,
  WordExact,
  WordFor,
  WordIf,
  WordIp,
  WordLimits,
  WordNetwork,
  WordOnce,
  WordOnly,
  WordRefused,
  WordReplies,
  WordTotal,
} from '../tokens.ts'
import { ReplyGrammar } from './reply-grammar.ts'

type RuleHead = RuleStatement extends infer Rule
  ? Rule extends RuleStatement
    ? Omit<Rule, 'shadow' | 'clauses' | 'span'>
    : never
  : never

type LimitKey = Pick<RuleHead & { kind: 'limit' }, 'key' | 'keySpan'>

const PERIOD = 'a period such as `minute` or `15 minutes`'
const CALENDAR_UNIT = '`minute`, `hour`, `day`, `week` or `month`'
const COST = 'a cost such as `10 if path in /search`, or a fact'

/** Rules: four verbs, and the clauses after them. Each clause is parsed into an object with that clause as its only member. */
export abstract class RuleGrammar extends ReplyGrammar {
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

  private readonly counts: OrMethodOpts<NumberLiteral | Name> = {
    DEF: [
      { ALT: () => this.build(this.CONSUME(NumberText), (number) => this.numberOf(number)) },
      { ALT: () => this.build(this.CONSUME(Word), (word) => this.nameOf(word)) },
    ],
    ERR_MSG: 'a number of requests',
  }

  private readonly limit: ParserMethod<[], RuleHead> = this.define('limit', (): RuleHead => {
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

  private readonly costing: ParserMethod<[], RuleClauses> = this.define('costing', () => {
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

  private readonly burst: ParserMethod<[], RuleClauses> = this.define('burst', () => {
    const first = this.CONSUME(Burst)
    const count = this.CONSUME(NumberText)
    return this.ACTION(() => ({ burst: { count: this.numberOf(count), span: this.spanFrom(first) } }))
  })

  private readonly includingRefused: ParserMethod<[], RuleClauses> = this.define('includingRefused', () => {
    const first = this.CONSUME(Including)
    this.CONSUME(WordRefused)
    return this.ACTION(() => ({ includingRefused: { span: this.spanFrom(first) } }))
  })

  private readonly countingReplies: ParserMethod<[], RuleClauses> = this.define('countingReplies', () => {
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

  private readonly thenBlock: ParserMethod<[], RuleClauses> = this.define('thenBlock', () => {
    const first = this.CONSUME(Then)
    this.CONSUME(ThenBlock)
    this.CONSUME(WordFor)
    const duration = this.SUBRULE(this.duration)
    return this.ACTION(() => ({ thenBlock: { duration, span: this.spanFrom(first) } }))
  })

  private readonly replaces: ParserMethod<[], RuleClauses> = this.define('replaces', () => {
    const first = this.CONSUME(Replaces)
    const name = this.CONSUME(Text)
    return this.ACTION(() => ({ replaces: { name: this.textOf(name), span: this.spanFrom(first) } }))
  })
}
