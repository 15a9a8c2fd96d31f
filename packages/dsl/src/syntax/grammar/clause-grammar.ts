import type { ParserMethod } from 'chevrotain'
import type { NumberLiteral } from '../ast/leaves.ts'
import type { RuleClauses } from '../ast/rules.ts'
import { readLogLevel } from '../closed-words.ts'
import {
  As,
  Burst,
  Counting,
  During,
  Including,
  Log,
  NumberText,
  Replaces,
  Reply,
  Text,
  Unless,
  When,
  Word,
  WordOnly,
  WordRefused,
  WordReplies,
} from '../tokens.ts'
import { ConditionGrammar } from './condition-grammar.ts'
import { failsWhole, type OneOf } from './grammar-base.ts'

/** The clauses behind a rule; each gives an object with itself as the only member. */
export abstract class ClauseGrammar extends ConditionGrammar {
  private readonly clauseKinds: OneOf<RuleClauses> = {
    DEF: [
      { ALT: () => this.SUBRULE(this.during) },
      { ALT: () => this.SUBRULE(this.when) },
      { ALT: () => this.SUBRULE(this.unless) },
      { ALT: () => this.SUBRULE(this.as) },
      { ALT: () => this.SUBRULE(this.reply) },
      { ALT: () => this.SUBRULE(this.log) },
      { ALT: () => this.SUBRULE(this.burst) },
      { ALT: () => this.SUBRULE(this.includingRefused) },
      { ALT: () => this.SUBRULE(this.countingReplies) },
      { ALT: () => this.SUBRULE(this.replaces) },
    ],
    ERR_MSG: 'a clause such as `when` or `reply`',
  }

  protected readonly clause: ParserMethod<[], RuleClauses> = this.RULE(
    'clause',
    (): RuleClauses => this.oneOf(this.clauseKinds),
    failsWhole,
  )

  private readonly during: ParserMethod<[], RuleClauses> = this.RULE(
    'during',
    () => {
      const first = this.CONSUME(During)
      const window = this.SUBRULE(this.windowSet)
      return this.ACTION(() => ({ during: { window, span: this.spanFrom(first) } }))
    },
    failsWhole,
  )

  private readonly when: ParserMethod<[], RuleClauses> = this.RULE(
    'when',
    () => {
      const first = this.CONSUME(When)
      const condition = this.SUBRULE(this.condition)
      return this.ACTION(() => ({ when: { condition, span: this.spanFrom(first) } }))
    },
    failsWhole,
  )

  private readonly unless: ParserMethod<[], RuleClauses> = this.RULE(
    'unless',
    () => {
      const first = this.CONSUME(Unless)
      const condition = this.SUBRULE(this.condition)
      return this.ACTION(() => ({ unless: { condition, span: this.spanFrom(first) } }))
    },
    failsWhole,
  )

  private readonly as: ParserMethod<[], RuleClauses> = this.RULE(
    'as',
    () => {
      const first = this.CONSUME(As)
      const name = this.CONSUME(Text)
      return this.ACTION(() => ({ as: { name: this.textOf(name), span: this.spanFrom(first) } }))
    },
    failsWhole,
  )

  private readonly reply: ParserMethod<[], RuleClauses> = this.RULE(
    'reply',
    () => {
      const first = this.CONSUME(Reply)
      const status = this.CONSUME(NumberText, { ERR_MSG: 'a status such as `403`' })
      const text = this.OPTION(() => this.CONSUME(Text))
      return this.ACTION(() => ({
        reply: {
          status: this.numberOf(status),
          ...(text === undefined ? {} : { text: this.textOf(text) }),
          span: this.spanFrom(first),
        },
      }))
    },
    failsWhole,
  )

  private readonly log: ParserMethod<[], RuleClauses> = this.RULE(
    'log',
    () => {
      const first = this.CONSUME(Log)
      const level = this.CONSUME(Word, { LABEL: 'level', ERR_MSG: '`debug`, `info`, `warn` or `error`' })
      return this.ACTION(() => ({ log: { level: readLogLevel(level, this.reporter), span: this.spanFrom(first) } }))
    },
    failsWhole,
  )

  private readonly burst: ParserMethod<[], RuleClauses> = this.RULE(
    'burst',
    () => {
      const first = this.CONSUME(Burst)
      const count = this.CONSUME(NumberText)
      return this.ACTION(() => ({ burst: { count: this.numberOf(count), span: this.spanFrom(first) } }))
    },
    failsWhole,
  )

  private readonly includingRefused: ParserMethod<[], RuleClauses> = this.RULE(
    'includingRefused',
    () => {
      const first = this.CONSUME(Including)
      this.CONSUME(WordRefused)
      return this.ACTION(() => ({ includingRefused: { span: this.spanFrom(first) } }))
    },
    failsWhole,
  )

  private readonly countingReplies: ParserMethod<[], RuleClauses> = this.RULE(
    'countingReplies',
    () => {
      const first = this.CONSUME(Counting)
      this.CONSUME(WordOnly)
      this.CONSUME(WordReplies)
      const statuses = this.SUBRULE(this.statuses)
      return this.ACTION(() => ({ countingReplies: { statuses, span: this.spanFrom(first) } }))
    },
    failsWhole,
  )

  private readonly statuses: ParserMethod<[], NumberLiteral[]> = this.RULE(
    'statuses',
    () =>
      this.entries('a status such as `401`', () =>
        this.build(this.CONSUME(NumberText), (status) => this.numberOf(status)),
      ),
    failsWhole,
  )

  private readonly replaces: ParserMethod<[], RuleClauses> = this.RULE(
    'replaces',
    () => {
      const first = this.CONSUME(Replaces)
      const name = this.CONSUME(Text)
      return this.ACTION(() => ({ replaces: { name: this.textOf(name), span: this.spanFrom(first) } }))
    },
    failsWhole,
  )
}
