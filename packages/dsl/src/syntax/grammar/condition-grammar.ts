import type { Span } from '@tidegate/model'
import type { IOrAlt, IToken, OrMethodOpts, ParserMethod } from 'chevrotain'
import type { ConditionAst, FactRef, Operand, TestAst, TestSet, TestSetEntry } from '../ast/conditions.ts'
import {
  Above,
  And,
  AtLeast,
  AtMost,
  Below,
  In,
  Is,
  LeftParen,
  Not,
  NotSame,
  NumberText,
  Or,
  Path,
  RightParen,
  SameAs,
  Text,
  Word,
  WordAbsent,
  WordAnyone,
  WordContains,
  WordEmpty,
  WordEnds,
  WordImpersonates,
  WordOversized,
  WordPresent,
  WordStarts,
  WordWith,
} from '../tokens.ts'
import { SetGrammar } from './set-grammar.ts'

/** A test without the fact that it examines. */
type Part<K extends TestAst['kind']> = Omit<Extract<TestAst, { kind: K }>, 'span' | 'fact'>
type AnyPart = { [K in TestAst['kind']]: Part<K> }[TestAst['kind']]
type Operator = (TestAst & { kind: 'compare' })['operator']
type State = (TestAst & { kind: 'is' })['state']

const MEMBER = 'a name, an address, a pattern, a string or a time range'

/** Conditions: tests joined by `and`, `or`, `not` and parentheses; `and` binds tighter than `or`. */
export abstract class ConditionGrammar extends SetGrammar {
  protected readonly condition: ParserMethod<[], ConditionAst> = this.define('condition', (): ConditionAst => {
    const first = this.LA(1)
    const any = [this.SUBRULE(this.conjunction)]
    this.MANY(() => {
      this.CONSUME(Or)
      any.push(this.SUBRULE2(this.conjunction))
    })
    return this.ACTION(() => this.joined(any, (span) => ({ kind: 'or', any, span }), first))
  })

  private readonly conjunction: ParserMethod<[], ConditionAst> = this.define('conjunction', (): ConditionAst => {
    const first = this.LA(1)
    const all = [this.SUBRULE(this.negation)]
    this.MANY(() => {
      this.CONSUME(And)
      all.push(this.SUBRULE2(this.negation))
    })
    return this.ACTION(() => this.joined(all, (span) => ({ kind: 'and', all, span }), first))
  })

  private readonly negation: ParserMethod<[], ConditionAst> = this.define('negation', (): ConditionAst => {
    const nots: IToken[] = []
    this.MANY(() => void nots.push(this.CONSUME(Not)))
    const condition = this.SUBRULE(this.operand)
    return this.ACTION(() =>
      nots.reduceRight<ConditionAst>(
        (inner, not) => ({ kind: 'not', condition: inner, span: this.spanFrom(not) }),
        condition,
      ),
    )
  })

  private readonly operand: ParserMethod<[], ConditionAst> = this.choice(
    'operand',
    'a condition such as `ip in office` or `user is present`',
    [
      {
        ALT: () => {
          this.CONSUME(LeftParen)
          const condition = this.SUBRULE(this.condition)
          this.CONSUME(RightParen)
          return condition
        },
      },
      {
        IGNORE_AMBIGUITIES: true,
        ALT: () => this.build(this.CONSUME(WordAnyone), (word) => ({ kind: 'anyone', span: this.spanOf(word) })),
      },
      { ALT: () => this.SUBRULE(this.test) },
    ],
  )

  protected readonly factRef: ParserMethod<[], FactRef> = this.define('factRef', (): FactRef => {
    const name = this.CONSUME(Word)
    const argument = this.OPTION(() => {
      this.CONSUME(LeftParen)
      const text = this.CONSUME(Text)
      this.CONSUME(RightParen)
      return text
    })
    return this.ACTION(() => ({
      name: this.nameOf(name),
      ...(argument === undefined ? {} : { argument: this.textOf(argument) }),
      span: this.spanFrom(name),
    }))
  })

  private readonly parts: IOrAlt<AnyPart>[] = [
    { ALT: () => this.SUBRULE(this.inTest) },
    { ALT: () => this.SUBRULE(this.compareTest) },
    { ALT: () => this.SUBRULE(this.matchTest) },
    { ALT: () => this.SUBRULE(this.isTest) },
    {
      ALT: () => {
        this.CONSUME(WordImpersonates)
        const bots = this.CONSUME(Word)
        return this.ACTION(() => ({ kind: 'impersonates', bots: this.nameOf(bots) }))
      },
    },
  ]

  private readonly test: ParserMethod<[], TestAst> = this.define('test', (): TestAst => {
    const first = this.LA(1)
    const fact = this.SUBRULE(this.factRef)
    const test = this.OPTION(() => this.oneOf(this.parts))
    return this.ACTION(() => ({ ...(test ?? { kind: 'flag' }), fact, span: this.spanFrom(first) }) as TestAst)
  })

  private readonly inTest: ParserMethod<[], Part<'in'>> = this.define('inTest', (): Part<'in'> => {
    const not = this.OPTION(() => this.CONSUME(Not))
    this.CONSUME(In)
    const set = this.SUBRULE(this.testSet)
    return this.ACTION(() => ({ kind: 'in', negated: not !== undefined, set }))
  })

  private readonly operators: IOrAlt<Operator>[] = [
    { ALT: () => this.build(this.CONSUME(SameAs), () => '==') },
    { ALT: () => this.build(this.CONSUME(NotSame), () => '!=') },
    { ALT: () => this.build(this.CONSUME(AtMost), () => '<=') },
    { ALT: () => this.build(this.CONSUME(AtLeast), () => '>=') },
    { ALT: () => this.build(this.CONSUME(Below), () => '<') },
    { ALT: () => this.build(this.CONSUME(Above), () => '>') },
  ]

  private readonly compareTest: ParserMethod<[], Part<'compare'>> = this.define('compareTest', (): Part<'compare'> => {
    const operator = this.oneOf(this.operators)
    const value = this.SUBRULE(this.value)
    return this.ACTION(() => ({ kind: 'compare', operator, value }))
  })

  private readonly value: ParserMethod<[], Operand> = this.choice('value', 'a string, a number or a fact', [
    { ALT: () => this.build(this.CONSUME(Text), (text) => ({ kind: 'text', ...this.textOf(text) })) },
    {
      ALT: () => this.build(this.CONSUME(NumberText), (number) => ({ kind: 'number', ...this.numberOf(number) })),
    },
    {
      ALT: () => {
        const fact = this.SUBRULE(this.factRef)
        return this.ACTION(() => ({ kind: 'fact', fact, span: fact.span }))
      },
    },
  ])

  private readonly matches: IOrAlt<(TestAst & { kind: 'match' })['operator']>[] = [
    { ALT: () => this.build(this.CONSUME(WordContains), () => 'contains') },
    {
      ALT: () => {
        this.CONSUME(WordStarts)
        return this.build(this.CONSUME(WordWith), () => 'starts-with')
      },
    },
    {
      ALT: () => {
        this.CONSUME(WordEnds)
        return this.build(this.CONSUME2(WordWith), () => 'ends-with')
      },
    },
  ]

  private readonly matchTest: ParserMethod<[], Part<'match'>> = this.define('matchTest', (): Part<'match'> => {
    const operator = this.oneOf(this.matches)
    const value = this.CONSUME(Text)
    return this.ACTION(() => ({ kind: 'match', operator, value: this.textOf(value) }))
  })

  private readonly states: OrMethodOpts<State> = {
    DEF: [
      { ALT: () => this.build(this.CONSUME(WordPresent), () => 'present') },
      { ALT: () => this.build(this.CONSUME(WordAbsent), () => 'absent') },
      { ALT: () => this.build(this.CONSUME(WordEmpty), () => 'empty') },
      {
        ALT: () => {
          this.CONSUME(Not)
          return this.build(this.CONSUME2(WordEmpty), () => 'not-empty')
        },
      },
      { ALT: () => this.build(this.CONSUME(WordOversized), () => 'oversized') },
    ],
    ERR_MSG: '`present`, `absent`, `empty`, `not empty` or `oversized`',
  }

  private readonly isTest: ParserMethod<[], Part<'is'>> = this.define('isTest', (): Part<'is'> => {
    this.CONSUME(Is)
    const state = this.oneOf(this.states)
    return this.ACTION(() => ({ kind: 'is', state }))
  })

  private readonly testSet: ParserMethod<[], TestSet> = this.define('testSet', (): TestSet => {
    const first = this.LA(1)
    const entries = this.entries(MEMBER, () => this.SUBRULE(this.testSetEntry))
    const zone = this.OPTION({ GATE: () => this.isZoneNext(entries), DEF: () => this.SUBRULE(this.zoneName) })
    return this.ACTION(() => ({ entries, ...(zone === undefined ? {} : { zone }), span: this.spanFrom(first) }))
  })

  private readonly testSetEntry: ParserMethod<[], TestSetEntry> = this.choice('testSetEntry', MEMBER, [
    { ALT: () => this.SUBRULE(this.addressOrRange) },
    { ALT: () => this.SUBRULE(this.windowSpan) },
    { ALT: () => this.build(this.CONSUME(Path), (path) => ({ kind: 'pattern', ...this.nameOf(path) })) },
    { ALT: () => this.build(this.CONSUME(Text), (text) => ({ kind: 'text', ...this.textOf(text) })) },
    {
      ALT: () => this.build(this.CONSUME(NumberText), (number) => ({ kind: 'number', ...this.numberOf(number) })),
    },
    { ALT: () => this.build(this.CONSUME(Word), (word) => this.nameEntry(word)) },
  ])

  /** Returns the part itself if there is only one, else all parts joined under one node. */
  private joined(parts: readonly ConditionAst[], join: (span: Span) => ConditionAst, first: IToken): ConditionAst {
    const [only] = parts
    return parts.length === 1 && only !== undefined ? only : join(this.spanFrom(first))
  }
}
