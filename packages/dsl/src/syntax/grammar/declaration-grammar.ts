import type { IOrAlt, IToken, ParserMethod } from 'chevrotain'
import type { Declaration } from '../ast/declarations.ts'
import { readFactType } from '../closed-words.ts'
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
  List,
  Paths,
  Policy,
  Text,
  Texts,
  Use,
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
import { failsWhole, type OneOf } from './grammar-base.ts'
import { RuleGrammar } from './rule-grammar.ts'

type Presence = (Declaration & { kind: 'fact' })['presence']

/** Everything that may stand at the beginning of a line and is no rule. */
export abstract class DeclarationGrammar extends RuleGrammar {
  private readonly declarationKinds: OneOf<Declaration> = {
    DEF: [
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
    ],
    ERR_MSG: 'a declaration',
  }

  protected readonly declaration: ParserMethod<[], Declaration> = this.RULE(
    'declaration',
    (): Declaration => this.oneOf(this.declarationKinds),
    failsWhole,
  )

  private readonly policyName: ParserMethod<[], Declaration> = this.RULE(
    'policyName',
    (): Declaration => {
      const first = this.CONSUME(Policy)
      const name = this.CONSUME(Text)
      return this.ACTION(() => ({ kind: 'policy', name: this.textOf(name), span: this.spanFrom(first) }))
    },
    failsWhole,
  )

  private readonly include: ParserMethod<[], Declaration> = this.RULE(
    'include',
    (): Declaration => {
      const first = this.CONSUME(Include)
      const file = this.CONSUME(Text)
      return this.ACTION(() => ({ kind: 'include', file: this.textOf(file), span: this.spanFrom(first) }))
    },
    failsWhole,
  )

  private readonly use: ParserMethod<[], Declaration> = this.RULE(
    'use',
    (): Declaration => {
      const first = this.CONSUME(Use)
      const plugin = this.CONSUME(Word)
      return this.ACTION(() => ({ kind: 'use', plugin: this.nameOf(plugin), span: this.spanFrom(first) }))
    },
    failsWhole,
  )

  private readonly clientIp: ParserMethod<[], Declaration> = this.RULE(
    'clientIp',
    (): Declaration => {
      const first = this.CONSUME(Client)
      this.CONSUME(WordIp)
      this.CONSUME(From)
      const header = this.CONSUME(Word, { LABEL: 'header', ERR_MSG: 'the name of a header such as `x-forwarded-for`' })
      this.CONSUME(WordTrusting)
      const trusting = this.SUBRULE(this.addressSet)
      return this.ACTION(() => ({
        kind: 'client-ip',
        header: this.nameOf(header),
        trusting,
        span: this.spanFrom(first),
      }))
    },
    failsWhole,
  )

  private readonly zone: ParserMethod<[], Declaration> = this.RULE(
    'zone',
    (): Declaration => {
      const first = this.CONSUME(Zone)
      const zone = this.SUBRULE(this.zoneName)
      return this.ACTION(() => ({ kind: 'zone', zone, span: this.spanFrom(first) }))
    },
    failsWhole,
  )

  private readonly pathsMatch: ParserMethod<[], Declaration> = this.RULE(
    'pathsMatch',
    (): Declaration => {
      const first = this.CONSUME(Paths)
      this.CONSUME(WordMatch)
      this.CONSUME(WordExactly)
      return this.ACTION(() => ({ kind: 'paths-match', span: this.spanFrom(first) }))
    },
    failsWhole,
  )

  private readonly fact: ParserMethod<[], Declaration> = this.RULE(
    'fact',
    (): Declaration => {
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
    },
    failsWhole,
  )

  private readonly presenceKinds: IOrAlt<Presence>[] = [
    { ALT: () => this.build(this.CONSUME(WordRequired), () => 'required') },
    {
      ALT: () => {
        this.CONSUME(WordWith)
        return this.build(this.CONSUME(WordUser), () => 'with-user')
      },
    },
  ]

  private readonly presence: ParserMethod<[], Presence> = this.RULE(
    'presence',
    (): Presence => this.oneOf(this.presenceKinds),
    failsWhole,
  )

  private readonly list: ParserMethod<[], Declaration> = this.RULE(
    'list',
    (): Declaration => {
      const first = this.CONSUME(List)
      const name = this.CONSUME(Word)
      this.CONSUME(Equals)
      const set = this.SUBRULE(this.addressSet)
      return this.ACTION(() => ({ kind: 'list', name: this.nameOf(name), set, span: this.spanFrom(first) }))
    },
    failsWhole,
  )

  private readonly bots: ParserMethod<[], Declaration> = this.RULE(
    'bots',
    (): Declaration => {
      const first = this.CONSUME(Bots)
      const name = this.CONSUME(Word)
      this.CONSUME(Equals)
      const set = this.SUBRULE(this.botSet)
      return this.ACTION(() => ({ kind: 'bots', name: this.nameOf(name), set, span: this.spanFrom(first) }))
    },
    failsWhole,
  )

  private readonly paths: ParserMethod<[], Declaration> = this.RULE(
    'paths',
    (): Declaration => {
      const first = this.CONSUME(Paths)
      const name = this.CONSUME(Word)
      this.CONSUME(Equals)
      const set = this.SUBRULE(this.pathSet)
      return this.ACTION(() => ({ kind: 'paths', name: this.nameOf(name), set, span: this.spanFrom(first) }))
    },
    failsWhole,
  )

  private readonly texts: ParserMethod<[], Declaration> = this.RULE(
    'texts',
    (): Declaration => {
      const first = this.CONSUME(Texts)
      const name = this.CONSUME(Word)
      this.CONSUME(Equals)
      const set = this.SUBRULE(this.textSet)
      return this.ACTION(() => ({ kind: 'texts', name: this.nameOf(name), set, span: this.spanFrom(first) }))
    },
    failsWhole,
  )

  private readonly window: ParserMethod<[], Declaration> = this.RULE(
    'window',
    (): Declaration => {
      const first = this.CONSUME(Window)
      const name = this.CONSUME(Word)
      this.CONSUME(Equals)
      const set = this.SUBRULE(this.windowSet)
      return this.ACTION(() => ({ kind: 'window', name: this.nameOf(name), set, span: this.spanFrom(first) }))
    },
    failsWhole,
  )

  private readonly import: ParserMethod<[], Declaration> = this.RULE(
    'import',
    (): Declaration => {
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
    },
    failsWhole,
  )
}
