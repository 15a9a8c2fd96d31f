import type { ParserMethod } from 'chevrotain'
import type { ReplyClause, RuleClauses } from '../ast/rules.ts'
import { NumberText, Reply, Text, WordFile, WordTo } from '../tokens.ts'
import { ConditionGrammar } from './condition-grammar.ts'

type ReplyBody = Omit<ReplyClause, 'status' | 'span'>

/** The clause `reply`, with a text, a page or the target of a redirect. */
export abstract class ReplyGrammar extends ConditionGrammar {
  protected readonly reply: ParserMethod<[], RuleClauses> = this.define('reply', () => {
    const first = this.CONSUME(Reply)
    const status = this.CONSUME(NumberText, { ERR_MSG: 'a status such as `403`' })
    const body = this.OPTION(() => this.SUBRULE(this.replyBody))
    return this.ACTION(() => ({ reply: { status: this.numberOf(status), ...body, span: this.spanFrom(first) } }))
  })

  private readonly replyBody: ParserMethod<[], ReplyBody> = this.choice('replyBody', 'a text, `file "…"` or `to "…"`', [
    { ALT: () => this.build(this.CONSUME(Text), (text) => ({ text: this.textOf(text) })) },
    {
      ALT: () => {
        this.CONSUME(WordFile)
        return this.build(this.CONSUME2(Text), (file) => ({ file: this.textOf(file) }))
      },
    },
    {
      ALT: () => {
        this.CONSUME(WordTo)
        return this.build(this.CONSUME3(Text), (to) => ({ to: this.textOf(to) }))
      },
    },
  ])
}
