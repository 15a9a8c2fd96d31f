import type { IToken, ParserMethod } from 'chevrotain'
import type { Name } from '../ast/leaves.ts'
import type { WindowEntry, WindowSet } from '../ast/sets.ts'
import { Dash, DateText, Day, Except, SlashWord, Clock, Word } from '../tokens.ts'
import { failsWhole, type OneOf } from './grammar-base.ts'
import { SetGrammar } from './set-grammar.ts'

type SpanEntry = WindowEntry & { kind: 'span' }

interface Ends {
  readonly first: Name
  readonly last: Name
}

const WINDOW = 'a window: its name, or days and times such as `mon-fri 04:00-17:00`'

/** The right side of `window`, and windows written in place. */
export abstract class WindowGrammar extends SetGrammar {
  private readonly dates: ParserMethod<[], Ends> = this.RULE(
    'dates',
    (): Ends => {
      const first = this.CONSUME(DateText)
      const last = this.OPTION(() => {
        this.CONSUME(Dash)
        return this.CONSUME2(DateText)
      })
      return this.ACTION(() => ({ first: this.nameOf(first), last: this.nameOf(last ?? first) }))
    },
    failsWhole,
  )

  private readonly days: ParserMethod<[], Ends> = this.RULE(
    'days',
    (): Ends => {
      const first = this.CONSUME(Day)
      const last = this.OPTION(() => {
        this.CONSUME(Dash)
        return this.CONSUME2(Day)
      })
      return this.ACTION(() => ({ first: this.dayOf(first, 'first'), last: this.dayOf(last ?? first, 'last') }))
    },
    failsWhole,
  )

  private readonly clock: ParserMethod<[], { readonly from: Name; readonly to: Name }> = this.RULE(
    'clock',
    () => {
      const from = this.CONSUME(Clock)
      this.CONSUME(Dash)
      const to = this.CONSUME2(Clock)
      return this.ACTION(() => ({ from: this.nameOf(from), to: this.nameOf(to) }))
    },
    failsWhole,
  )

  /** `[dates] [days] [clock span]`, at least one of them. */
  protected readonly windowSpan: ParserMethod<[], SpanEntry> = this.RULE(
    'windowSpan',
    (): SpanEntry => {
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
    },
    failsWhole,
  )

  private readonly windowEntryKinds: OneOf<WindowEntry> = {
    DEF: [
      { ALT: () => this.SUBRULE(this.windowSpan) },
      { ALT: () => this.build(this.CONSUME(Word), (word) => this.nameEntry(word)) },
    ],
    ERR_MSG: WINDOW,
  }

  private readonly windowEntry: ParserMethod<[], WindowEntry> = this.RULE(
    'windowEntry',
    (): WindowEntry => this.oneOf(this.windowEntryKinds),
    failsWhole,
  )

  private readonly windowEntries: ParserMethod<[], WindowEntry[]> = this.RULE(
    'windowEntries',
    () => this.entries(WINDOW, () => this.SUBRULE(this.windowEntry)),
    failsWhole,
  )

  protected readonly windowSet: ParserMethod<[], WindowSet> = this.RULE(
    'windowSet',
    (): WindowSet => {
      const first = this.LA(1)
      const entries = this.SUBRULE(this.windowEntries)
      const except = this.OPTION(() => {
        this.CONSUME(Except)
        return this.SUBRULE2(this.windowEntries)
      })
      const zone = this.OPTION2({
        GATE: () => this.isZoneBehind([...entries, ...(except ?? [])]),
        DEF: () => this.SUBRULE(this.zoneName),
      })
      return this.ACTION(() => ({
        entries,
        except: except ?? [],
        ...(zone === undefined ? {} : { zone }),
        span: this.spanFrom(first),
      }))
    },
    failsWhole,
  )

  private readonly zoneWords: OneOf<IToken> = {
    DEF: [{ ALT: () => this.CONSUME(SlashWord) }, { ALT: () => this.CONSUME(Word) }],
    ERR_MSG: 'a time zone such as `Europe/Bucharest` or `UTC`',
  }

  protected readonly zoneName: ParserMethod<[], Name> = this.RULE(
    'zoneName',
    (): Name => {
      const zone = this.oneOf(this.zoneWords)
      return this.ACTION(() => this.nameOf(zone))
    },
    failsWhole,
  )

  // WHY: a misspelt clause behind a window must not be read as its zone. Zones without `/` are written in capitals, and a
  // named window has its zone where it is declared.
  protected isZoneBehind(entries: readonly { readonly kind: string }[]): boolean {
    const { image, tokenType } = this.LA(1)
    if (tokenType === SlashWord) return true
    return entries.some(({ kind }) => kind === 'span') && /^(?:[A-Z]|utc$|gmt$)/u.test(image)
  }

  /** One end of `mon` or `mon-fri`, in lower case. */
  private dayOf(token: IToken, end: 'first' | 'last'): Name {
    const { span } = this.nameOf(token)
    const text = token.image.toLowerCase()
    if (end === 'first') return { text: text.slice(0, 3), span: { ...span, end: span.start + 3 } }
    return { text: text.slice(-3), span: { ...span, start: span.end - 3 } }
  }
}
