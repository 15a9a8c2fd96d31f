import type { Statement, WhereBlock } from '../ast.ts'
import type { ConditionAst } from '../ast/conditions.ts'
import { mendStatementWord, reportNoStatement, startsLine } from '../misspelt-keyword.ts'
import { createReporter, type Reporter } from '../reporter.ts'
import { isOfType } from '../token-type.ts'
import type { Span } from '@tidegate/model'
import { EOF, type IRecognitionException, type IToken, type ParserMethod, tokenMatcher } from 'chevrotain'
import { LeftBrace, RightBrace, Starter, Where } from '../tokens.ts'
import { DeclarationGrammar } from './declaration-grammar.ts'
import { failsWhole, type GrammarOptions, type OneOf } from './grammar-base.ts'

/** What the grammar made of tokens. */
export interface Recognised {
  readonly statements: readonly Statement[]
  readonly errors: readonly IRecognitionException[]
  /** Stretches that are no statements; each has been reported at its beginning. */
  readonly skipped: readonly Span[]
}

/**
 * The whole language: statements, and `where` blocks around statements. A parser of a text is kept and used again: to make it takes tens of
 * milliseconds.
 */
export class PolicyGrammar extends DeclarationGrammar {
  // WHY: the list is an argument, so that what stands before an error survives it.
  readonly policy: ParserMethod<[Statement[]], void> = this.RULE('policy', (list: Statement[]) => {
    this.SUBRULE(this.statements, { ARGS: [list, false] })
  })

  private readonly statements: ParserMethod<[Statement[], boolean], void> = this.RULE(
    'statements',
    (list: Statement[], inBlock: boolean) => {
      this.ACTION(() => this.seekStatement(list, inBlock))
      this.MANY(() => {
        const statement = this.SUBRULE(this.statement)
        this.ACTION(() => {
          if (statement !== undefined) list.push(statement)
          this.seekStatement(list, inBlock)
        })
      })
    },
  )

  private readonly statementKinds: OneOf<Statement> = {
    DEF: [
      { ALT: () => this.SUBRULE(this.declaration) },
      { ALT: () => this.SUBRULE(this.where) },
      { ALT: () => this.SUBRULE(this.rule) },
    ],
    ERR_MSG: 'a statement',
  }

  private readonly statement: ParserMethod<[], Statement | undefined> = this.RULE(
    'statement',
    (): Statement | undefined => this.oneOf(this.statementKinds),
  )

  private readonly where: ParserMethod<[], WhereBlock> = this.RULE(
    'where',
    (): WhereBlock => {
      const first = this.CONSUME(Where)
      const condition = this.SUBRULE(this.guard)
      this.CONSUME(LeftBrace)
      const body: Statement[] = []
      this.SUBRULE(this.statements, { ARGS: [body, true] })
      this.CONSUME(RightBrace)
      return this.ACTION(() => {
        const span = this.spanFrom(first)
        return { kind: 'where', condition: condition ?? { kind: 'anyone', span: this.spanOf(first) }, body, span }
      })
    },
    failsWhole,
  )

  /** A block's condition; when it cannot be read, the rules in the block still are. */
  private readonly guard: ParserMethod<[], ConditionAst | undefined> = this.RULE('guard', () =>
    this.SUBRULE(this.condition),
  )

  private skipped: Span[] = []

  constructor(options: GrammarOptions) {
    super(options)
    this.performSelfAnalysis()
  }

  /** Reads a whole text; `tokens` must not be used afterwards. */
  recognise(tokens: IToken[], reporter: Reporter): Recognised {
    this.reporter = reporter
    this.input = tokens
    this.skipped = []
    const statements: Statement[] = []
    this.policy(statements)
    return { statements, errors: this.errors, skipped: this.skipped }
  }

  /** Goes on to the next statement, or to the end of the block; what stands before it is reported, once. */
  private seekStatement(list: readonly Statement[], inBlock: boolean): void {
    let junk: IToken | undefined
    for (let token = this.LA(1); !tokenMatcher(token, EOF); token = this.LA(1)) {
      const enough = this.reporter.isFull() || this.errors.length > this.reporter.room
      if (!enough && tokenMatcher(token, RightBrace) && inBlock) break
      // WHY: behind words that are no statement, a keyword in the middle of a line is more likely one of them.
      if (!enough && tokenMatcher(token, Starter) && (junk === undefined || startsLine(token, this.reporter))) break
      if (!enough && junk === undefined && mendStatementWord(token, this.reporter)) break
      // WHY: a brace that closes nothing is the end of a block whose beginning could not be read.
      if (!enough && junk === undefined && !tokenMatcher(token, RightBrace)) {
        reportNoStatement(token, list.at(-1), this.reporter)
        junk = token
      }
      this.SKIP_TOKEN()
    }
    if (junk !== undefined) this.skipped.push(this.spanFrom(junk))
  }
}
