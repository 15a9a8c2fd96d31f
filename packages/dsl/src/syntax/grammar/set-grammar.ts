import type { IToken, ParserMethod } from 'chevrotain'
import type {
  AddressEntry,
  AddressSet,
  BotEntry,
  BotSet,
  FileFilter,
  PathEntry,
  PathSet,
  TextEntry,
  TextSet,
} from '../ast/sets.ts'
import { isTokenOfBot } from '../token-of-bot.ts'
import {
  Address,
  Comma,
  Day,
  From,
  In,
  NumberText,
  Path,
  Reserved,
  SameAs,
  SlashWord,
  Text,
  Where,
  Word,
  WordAt,
  WordCatalog,
  WordFile,
  WordSet,
  WordWord,
} from '../tokens.ts'
import { WindowGrammar } from './window-grammar.ts'

const ADDRESS = 'an address such as `10.0.0.0/8`, the name of a list, or `file "…"`'
const FILTER = '`== "…"` or `in "…", "…"`'
const BOT = 'a bot: a part of its user agent, `word "…"`, `set NAME` or `catalog "…"`'
const PATTERN = 'a path pattern such as `/web/**`, or the name of a `paths` declaration'
const TEXT = 'a string, or the name of a `texts` declaration'

/** The right sides of `list`, `bots`, `paths` and `texts`; sets of addresses are also used elsewhere. */
export abstract class SetGrammar extends WindowGrammar {
  private readonly addressEntry: ParserMethod<[], AddressEntry> = this.choice('addressEntry', ADDRESS, [
    { ALT: () => this.SUBRULE(this.addressOrRange) },
    { ALT: () => this.addressFrom(this.CONSUME(NumberText)) },
    { ALT: () => this.SUBRULE(this.addressFile), IGNORE_AMBIGUITIES: true },
    { ALT: () => this.SUBRULE(this.addressName) },
  ])

  /** Parses `10.0.0.0/8`, or both ends of a range. */
  protected readonly addressOrRange: ParserMethod<[], AddressEntry & { kind: 'address' | 'range' }> = this.define(
    'addressOrRange',
    () => {
      const { first, last } = this.range(Address)
      return this.ACTION((): AddressEntry & { kind: 'address' | 'range' } =>
        last === undefined
          ? this.addressFrom(first)
          : { kind: 'range', first: this.nameOf(first), last: this.nameOf(last), span: this.spanFrom(first) },
      )
    },
  )

  private readonly addressFile: ParserMethod<[], AddressEntry> = this.define('addressFile', (): AddressEntry => {
    const first = this.CONSUME(WordFile)
    const file = this.CONSUME(Text)
    const at = this.OPTION(() => {
      this.CONSUME(WordAt)
      return this.CONSUME2(Text)
    })
    const where = this.OPTION2({
      // WHY: a `where` block may follow, and its condition never begins with a string.
      GATE: () => this.LA(2).tokenType === Text,
      DEF: () => this.SUBRULE(this.fileFilter),
    })
    return this.ACTION((): AddressEntry => ({
      kind: 'file',
      file: this.textOf(file),
      ...(at === undefined ? {} : { at: this.textOf(at) }),
      ...(where === undefined ? {} : { where }),
      span: this.spanFrom(first),
    }))
  })

  private readonly fileFilter: ParserMethod<[], FileFilter> = this.define('fileFilter', (): FileFilter => {
    const first = this.CONSUME(Where)
    const key = this.CONSUME(Text)
    const values: IToken[] = []
    this.oneOf({
      ERR_MSG: FILTER,
      DEF: [
        {
          ALT: () => {
            this.CONSUME(SameAs)
            values.push(this.CONSUME2(Text))
          },
        },
        {
          ALT: () => {
            this.CONSUME(In)
            values.push(this.CONSUME3(Text))
            // The next entry of the list never begins with a string.
            this.MANY({
              GATE: () => this.LA(2).tokenType === Text,
              DEF: () => {
                this.CONSUME(Comma)
                values.push(this.CONSUME4(Text))
              },
            })
          },
        },
      ],
    })
    return this.ACTION(() => ({
      key: this.textOf(key),
      values: values.map((value) => this.textOf(value)),
      span: this.spanFrom(first),
    }))
  })

  private readonly addressName: ParserMethod<[], AddressEntry> = this.define('addressName', (): AddressEntry => {
    const name = this.CONSUME(Word)
    const argument = this.OPTION(() => this.CONSUME(Text))
    return this.ACTION((): AddressEntry => {
      const span = this.spanFrom(name)
      if (argument === undefined) return { kind: 'name', name: this.nameOf(name), span }
      return { kind: 'source', source: this.nameOf(name), argument: this.textOf(argument), span }
    })
  })

  private readonly addressEntries: ParserMethod<[], AddressEntry[]> = this.define('addressEntries', () =>
    this.entries(ADDRESS, () => this.SUBRULE(this.addressEntry)),
  )

  protected readonly addressSet: ParserMethod<[], AddressSet> = this.define('addressSet', (): AddressSet => {
    const first = this.LA(1)
    const set = this.withExceptions(this.addressEntries)
    return this.ACTION(() => ({ ...set, span: this.spanFrom(first) }))
  })

  private readonly botEntry: ParserMethod<[], BotEntry> = this.choice('botEntry', BOT, [
    {
      IGNORE_AMBIGUITIES: true,
      ALT: () => {
        const first = this.CONSUME(WordWord)
        const text = this.CONSUME(Text)
        return this.ACTION(() => this.tokenOf(first, this.textOf(text).text, true))
      },
    },
    {
      IGNORE_AMBIGUITIES: true,
      ALT: () => {
        const first = this.CONSUME(WordCatalog)
        const category = this.CONSUME2(Text)
        return this.ACTION(() => ({ kind: 'catalog', category: this.textOf(category), span: this.spanFrom(first) }))
      },
    },
    {
      IGNORE_AMBIGUITIES: true,
      ALT: () => {
        const first = this.CONSUME(WordSet)
        const name = this.CONSUME(Word)
        return this.ACTION(() => ({ kind: 'set', name: this.nameOf(name), span: this.spanFrom(first) }))
      },
    },
    { ALT: () => this.build(this.CONSUME3(Text), (text) => this.tokenOf(text, this.textOf(text).text, false)) },
    { ALT: () => this.build(this.CONSUME2(Word), (word) => this.tokenOf(word, word.image, false)) },
    { ALT: () => this.build(this.CONSUME(SlashWord), (word) => this.tokenOf(word, word.image, false)) },
    { ALT: () => this.build(this.CONSUME(Day), (word) => this.tokenOf(word, word.image, false)) },
    {
      GATE: () => isTokenOfBot((ahead) => this.LA(ahead)),
      ALT: () => this.build(this.CONSUME(Reserved), (word) => this.tokenOf(word, word.image, false)),
    },
  ])

  private readonly botEntries: ParserMethod<[], BotEntry[]> = this.define('botEntries', () =>
    this.entries(BOT, () => this.SUBRULE(this.botEntry)),
  )

  protected readonly botSet: ParserMethod<[], BotSet> = this.define('botSet', (): BotSet => {
    const first = this.LA(1)
    const set = this.withExceptions(this.botEntries)
    const from = this.OPTION2(() => {
      this.CONSUME(From)
      return this.SUBRULE(this.addressSet)
    })
    return this.ACTION(() => ({ ...set, ...(from === undefined ? {} : { from }), span: this.spanFrom(first) }))
  })

  private readonly pathEntry: ParserMethod<[], PathEntry> = this.choice('pathEntry', PATTERN, [
    { ALT: () => this.build(this.CONSUME(Path), (path) => ({ kind: 'pattern', ...this.nameOf(path) })) },
    { ALT: () => this.build(this.CONSUME(Word), (word) => this.nameEntry(word)) },
  ])

  private readonly pathEntries: ParserMethod<[], PathEntry[]> = this.define('pathEntries', () =>
    this.entries(PATTERN, () => this.SUBRULE(this.pathEntry)),
  )

  protected readonly pathSet: ParserMethod<[], PathSet> = this.define('pathSet', (): PathSet => {
    const first = this.LA(1)
    const set = this.withExceptions(this.pathEntries)
    return this.ACTION(() => ({ ...set, span: this.spanFrom(first) }))
  })

  private readonly textEntry: ParserMethod<[], TextEntry> = this.choice('textEntry', TEXT, [
    { ALT: () => this.build(this.CONSUME(Text), (text) => ({ kind: 'text', ...this.textOf(text) })) },
    { ALT: () => this.build(this.CONSUME(Word), (word) => this.nameEntry(word)) },
  ])

  private readonly textEntries: ParserMethod<[], TextEntry[]> = this.define('textEntries', () =>
    this.entries(TEXT, () => this.SUBRULE(this.textEntry)),
  )

  protected readonly textSet: ParserMethod<[], TextSet> = this.define('textSet', (): TextSet => {
    const first = this.LA(1)
    const set = this.withExceptions(this.textEntries)
    return this.ACTION(() => ({ ...set, span: this.spanFrom(first) }))
  })

  /** Returns a bot's token whose span reaches from `first` to the last token that was consumed. */
  private tokenOf(first: IToken, text: string, word: boolean): BotEntry {
    return { kind: 'token', text, word, span: this.spanFrom(first) }
  }

  protected addressFrom(token: IToken): AddressEntry & { kind: 'address' } {
    return this.ACTION(() => ({ kind: 'address', ...this.nameOf(token) }))
  }
}
