import type { IToken, ParserMethod } from 'chevrotain'
import type { Name } from '../ast/leaves.ts'
import type { PathEntry, TextEntry, WindowEntry, WindowSet } from '../ast/sets.ts'
import { Clock, Dash, DateText, Day, SlashWord, Word } from '../tokens.ts'
import { GrammarBase } from './grammar-base.ts'

type SpanEntry = WindowEntry & { kind: 'span' }

interface Ends {
  readonly first: Name
  readonly last: Name
}

const ZONE = 'a time zone such as `Europe/Bucharest` or `UTC`'
const WINDOW = 'a window: its name, or days and times such as `mon-fri 04:00-17:00`'

/** Windows: the right side of `window`, and what `during` contains. */
export abstract class WindowGrammar extends GrammarBase {
  private readonly dates: ParserMethod<[], Ends> = this.define('dates', (): Ends => {
    const { first, last } = this.range(DateText)
    return this.ACTION(() => ({ first: this.nameOf(first), last: this.nameOf(last ?? first) }))
  })

  private readonly days: ParserMethod<[], Ends> = this.define('days', (): Ends => {
    const { first, last } = this.range(Day)
    return this.ACTION(() => ({ first: this.dayOf(first, 'first'), last: this.dayOf(last ?? first, 'last') }))
  })

  private readonly clock: ParserMethod<[], { readonly from: Name; readonly to: Name }> = this.define('clock', () => {
    const from = this.CONSUME(Clock)
    this.CONSUME(Dash)
    const to = this.CONSUME2(Clock)
    return this.ACTION(() => ({ from: this.nameOf(from), to: this.nameOf(to) }))
  })

  /** `[dates] [days] [clock span]`, at least one of them. */
  protected readonly windowSpan: ParserMethod<[], SpanEntry> = this.define('windowSpan', (): SpanEntry => {
    const first = this.LA(1)
    let dates: Ends | undefined
    let days: Ends | undefined
    let clock: { readonly from: Name; readonly to: Name } | undefined
    this.OR([
      {
        ALT: () => {
          dates = this.SUBRULE(this.dates)
          days = this.OPTION(() => this.SUBRULE(this.days))
          clock = this.OPTION2(() => this.SUBRULE(this.clock))
        },
      },
      {
        ALT: () => {
          days = this.SUBRULE2(this.days)
          clock = this.OPTION3(() => this.SUBRULE2(this.clock))
        },
      },
      {
        ALT: () => {
          clock = this.SUBRULE3(this.clock)
        },
      },
    ])
    return this.ACTION(() => ({
      kind: 'span',
      ...(dates === undefined ? {} : { dates }),
      ...(days === undefined ? {} : { days }),
      ...(clock === undefined ? {} : { clock }),
      span: this.spanFrom(first),
    }))
  })

  private readonly windowEntry: ParserMethod<[], WindowEntry> = this.choice('windowEntry', WINDOW, [
    { ALT: () => this.SUBRULE(this.windowSpan) },
    { ALT: () => this.build(this.CONSUME(Word), (word) => this.nameEntry(word)) },
  ])

  private readonly windowEntries: ParserMethod<[], WindowEntry[]> = this.define('windowEntries', () =>
    this.entries(WINDOW, () => this.SUBRULE(this.windowEntry)),
  )

  protected readonly windowSet: ParserMethod<[], WindowSet> = this.define('windowSet', (): WindowSet => {
    const first = this.LA(1)
    const set = this.withExceptions(this.windowEntries)
    const zone = this.OPTION2({
      GATE: () => this.isZoneNext([...set.entries, ...set.except]),
      DEF: () => this.SUBRULE(this.zoneName),
    })
    return this.ACTION(() => ({ ...set, ...(zone === undefined ? {} : { zone }), span: this.spanFrom(first) }))
  })

  protected readonly zoneName: ParserMethod<[], Name> = this.choice('zoneName', ZONE, [
    { ALT: () => this.build(this.CONSUME(SlashWord), (zone) => this.nameOf(zone)) },
    { ALT: () => this.build(this.CONSUME(Word), (zone) => this.nameOf(zone)) },
  ])

  // WHY: a misspelt clause after a window must not be parsed as its time zone. Zones without `/` are written in capitals, and a
  // named window has its zone in its declaration.
  protected isZoneNext(entries: readonly { readonly kind: string }[]): boolean {
    const { image, tokenType } = this.LA(1)
    if (tokenType === SlashWord) return true
    return entries.some(({ kind }) => kind === 'span') && /^(?:[A-Z]|utc$|gmt$)/u.test(image)
  }

  /** Returns one end of `mon` or `mon-fri`, in lower case. */
  private dayOf(token: IToken, end: 'first' | 'last'): Name {
    const { span } = this.nameOf(token)
    const text = token.image.toLowerCase()
    if (end === 'first') return { text: text.slice(0, 3), span: { ...span, end: span.start + 3 } }
    return { text: text.slice(-3), span: { ...span, start: span.end - 3 } }
  }

  protected nameEntry(token: IToken): PathEntry & TextEntry & { kind: 'name' } {
    return { kind: 'name', name: this.nameOf(token), span: this.spanOf(token) }
  }
}
