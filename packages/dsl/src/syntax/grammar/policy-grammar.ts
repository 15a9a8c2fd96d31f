import {
  EOF,
  tokenMatcher,
  type IRecognitionException,
  type IToken,
  type OrMethodOpts,
  type ParserMethod,
  type TokenType,
} from 'chevrotain'
import type { Span } from '@tidegate/model'
import type { Statement, WhereBlock } from '../ast.ts'
import type { ConditionAst } from '../ast/conditions.ts'
import type { Declaration } from '../ast/declarations.ts'
import type { Name } from '../ast/leaves.ts'
import { readFactType } from '../enumerations.ts'
import { fixStatementWord, reportNotAStatement, startsLine } from '../misspelt-keyword.ts'
import type { Reporter } from '../reporter.ts'
import {
  As,
  Bots,
  Client,
  Colon,
  Equals,
  Fact,
  From,
  Import,
  Include,
  LeftBrace,
  List,
  Paths,
  Policy,
  RightBrace,
  Starter,
  Text,
  Texts,
  Use,
  Where,
  Window,
  Word,
  WordEnforce,
  WordExactly,
  WordIp,
  WordMatch,
  WordRequired,
  WordRules,
  WordTrusting,
  WordUser,
  WordWith,
  Zone,
} from '../tokens.ts'
import type { GrammarOptions } from './grammar-base.ts'
import { RuleGrammar } from './rule-grammar.ts'

type Presence = (Declaration & { kind: 'fact' })['presence']

/** What the grammar recognised. */
export interface Recognised {
  readonly statements: readonly Statement[]
  readonly errors: readonly IRecognitionException[]
  /** Ranges that are not statements; each has been reported at its beginning. */
  readonly skipped: readonly Span[]
}

/**
 * The parser of the whole language: declarations, rules, and `where` blocks around statements. It takes tens of milliseconds to build, and can
 * be reused for any number of texts.
 */
export class PolicyGrammar extends RuleGrammar {
  // WHY: the list is an argument, so that statements before an error are kept.
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

  private readonly statementKinds: OrMethodOpts<Statement> = {
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

  private readonly where: ParserMethod<[], WhereBlock> = this.define('where', (): WhereBlock => {
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
  })

  /** Parses the condition of a block; if this fails, the rules in the block are still parsed. */
  private readonly guard: ParserMethod<[], ConditionAst | undefined> = this.RULE('guard', () =>
    this.SUBRULE(this.condition),
  )

  private readonly declaration: ParserMethod<[], Declaration> = this.choice('declaration', 'a declaration', [
    { ALT: () => this.SUBRULE(this.policyName) },
    { ALT: () => this.SUBRULE(this.include) },
    { ALT: () => this.SUBRULE(this.use) },
    { ALT: () => this.SUBRULE(this.clientIp) },
    { ALT: () => this.SUBRULE(this.zone) },
    { ALT: () => this.SUBRULE(this.pathsMatch) },
    { ALT: () => this.SUBRULE(this.fact) },
    { ALT: () => this.SUBRULE(this.list) },
    { ALT: () => this.SUBRULE(this.bots) },
    { ALT: () => this.SUBRULE(this.paths) },
    { ALT: () => this.SUBRULE(this.texts) },
    { ALT: () => this.SUBRULE(this.window) },
    { ALT: () => this.SUBRULE(this.import) },
  ])

  private readonly policyName: ParserMethod<[], Declaration> = this.define('policyName', (): Declaration => {
    const first = this.CONSUME(Policy)
    const name = this.CONSUME(Text)
    return this.ACTION(() => ({ kind: 'policy', name: this.textOf(name), span: this.spanFrom(first) }))
  })

  private readonly include: ParserMethod<[], Declaration> = this.define('include', (): Declaration => {
    const first = this.CONSUME(Include)
    const file = this.CONSUME(Text)
    return this.ACTION(() => ({ kind: 'include', file: this.textOf(file), span: this.spanFrom(first) }))
  })

  private readonly use: ParserMethod<[], Declaration> = this.define('use', (): Declaration => {
    const first = this.CONSUME(Use)
    const plugin = this.CONSUME(Word)
    return this.ACTION(() => ({ kind: 'use', plugin: this.nameOf(plugin), span: this.spanFrom(first) }))
  })

  private readonly clientIp: ParserMethod<[], Declaration> = this.define('clientIp', (): Declaration => {
    const first = this.CONSUME(Client)
    this.CONSUME(WordIp)
    this.CONSUME(From)
    const header = this.CONSUME(Word, { LABEL: 'header', ERR_MSG: 'the name of a header such as `x-forwarded-for`' })
    this.CONSUME(WordTrusting)
    const trusting = this.SUBRULE(this.addressSet)
    return this.ACTION(() => {
      return { kind: 'client-ip', header: this.nameOf(header), trusting, span: this.spanFrom(first) }
    })
  })

  private readonly zone: ParserMethod<[], Declaration> = this.define('zone', (): Declaration => {
    const first = this.CONSUME(Zone)
    const zone = this.SUBRULE(this.zoneName)
    return this.ACTION(() => ({ kind: 'zone', zone, span: this.spanFrom(first) }))
  })

  private readonly pathsMatch: ParserMethod<[], Declaration> = this.define('pathsMatch', (): Declaration => {
    const first = this.CONSUME(Paths)
    this.CONSUME(WordMatch)
    this.CONSUME(WordExactly)
    return this.ACTION(() => ({ kind: 'paths-match', span: this.spanFrom(first) }))
  })

  private readonly fact: ParserMethod<[], Declaration> = this.define('fact', (): Declaration => {
    const first = this.CONSUME(Fact)
    const name = this.CONSUME(Word)
    this.CONSUME(Colon)
    const type = this.oneOf<IToken>({
      DEF: [
        { ALT: () => this.CONSUME2(Word, { LABEL: 'type' }) },
        { ALT: () => this.CONSUME(Texts, { LABEL: 'type' }) },
      ],
      ERR_MSG: 'a type: `text`, `number`, `flag`, `ip`, `ips` or `texts`',
    })
    const presence = this.OPTION(() => this.SUBRULE(this.presence))
    return this.ACTION(() => ({
      kind: 'fact',
      name: this.nameOf(name),
      type: readFactType(type, this.reporter),
      typeSpan: this.spanOf(type),
      presence: presence ?? 'optional',
      span: this.spanFrom(first),
    }))
  })

  private readonly presence: ParserMethod<[], Presence> = this.choice('presence', '`required` or `with user`', [
    { ALT: () => this.build(this.CONSUME(WordRequired), () => 'required') },
    {
      ALT: () => {
        this.CONSUME(WordWith)
        return this.build(this.CONSUME(WordUser), () => 'with-user')
      },
    },
  ])

  private readonly list: ParserMethod<[], Declaration> = this.define('list', () => {
    return { kind: 'list', ...this.named(List, this.addressSet) }
  })

  private readonly bots: ParserMethod<[], Declaration> = this.define('bots', () => {
    return { kind: 'bots', ...this.named(Bots, this.botSet) }
  })

  private readonly paths: ParserMethod<[], Declaration> = this.define('paths', () => {
    return { kind: 'paths', ...this.named(Paths, this.pathSet) }
  })

  private readonly texts: ParserMethod<[], Declaration> = this.define('texts', () => {
    return { kind: 'texts', ...this.named(Texts, this.textSet) }
  })

  private readonly window: ParserMethod<[], Declaration> = this.define('window', () => {
    return { kind: 'window', ...this.named(Window, this.windowSet) }
  })

  private readonly import: ParserMethod<[], Declaration> = this.define('import', (): Declaration => {
    const first = this.CONSUME(Import)
    const importer = this.CONSUME(Word)
    const file = this.CONSUME(Text)
    const as = this.OPTION(() => {
      this.CONSUME(As)
      return this.CONSUME2(Word)
    })
    const enforce = this.OPTION2(() => {
      this.CONSUME(WordEnforce)
      return this.CONSUME(WordRules)
    })
    return this.ACTION(() => ({
      kind: 'import',
      importer: this.nameOf(importer),
      file: this.textOf(file),
      ...(as === undefined ? {} : { as: this.nameOf(as) }),
      enforceRules: enforce !== undefined,
      span: this.spanFrom(first),
    }))
  })

  /** Parses `KEYWORD NAME = SET`. */
  private named<S>(keyword: TokenType, rule: ParserMethod<[], S>): { name: Name; set: S; span: Span } {
    const first = this.CONSUME(keyword)
    const name = this.CONSUME(Word)
    this.CONSUME(Equals)
    const set = this.SUBRULE(rule)
    return this.ACTION(() => ({ name: this.nameOf(name), set, span: this.spanFrom(first) }))
  }

  private skipped: Span[] = []

  constructor(options: GrammarOptions) {
    super(options)
    this.performSelfAnalysis()
  }

  /** Parses a whole text; `tokens` must not be used afterwards. */
  recognise(tokens: IToken[], reporter: Reporter): Recognised {
    this.reporter = reporter
    this.input = tokens
    this.skipped = []
    const statements: Statement[] = []
    this.policy(statements)
    return { statements, errors: this.errors, skipped: this.skipped }
  }

  /** Skips to the next statement or the end of the block; skipped tokens are reported once. */
  private seekStatement(list: readonly Statement[], inBlock: boolean): void {
    let junk: IToken | undefined
    for (let token = this.LA(1); !tokenMatcher(token, EOF); token = this.LA(1)) {
      const enough = this.reporter.isFull() || this.errors.length > this.reporter.room
      if (!enough && tokenMatcher(token, RightBrace) && inBlock) break
      // WHY: among words that are not a statement, a keyword in the middle of a line is more likely one of these words.
      if (!enough && tokenMatcher(token, Starter) && (junk === undefined || startsLine(token, this.reporter))) break
      if (!enough && junk === undefined && fixStatementWord(token, this.reporter)) break
      // WHY: an unmatched closing brace is the end of a block whose beginning could not be parsed.
      if (!enough && junk === undefined && !tokenMatcher(token, RightBrace)) {
        reportNotAStatement(token, this.LA(2), list.at(-1), this.reporter)
        junk = token
      }
      this.SKIP_TOKEN()
    }
    if (junk !== undefined) this.skipped.push(this.spanFrom(junk))
  }
}
