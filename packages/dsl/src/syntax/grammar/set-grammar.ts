import type { IToken, ParserMethod } from 'chevrotain'
import type { AddressEntry, AddressSet, BotEntry, BotSet, PathEntry, PathSet, TextEntry, TextSet } from '../ast/sets.ts'
import { isTokenOfBot } from '../token-of-bot.ts'
import {
  Address,
  Comma,
  Dash,
  Day,
  Except,
  From,
  NumberText,
  Path,
  Reserved,
  SlashWord,
  Text,
  Word,
  WordAt,
  WordCatalog,
  WordFile,
  WordSet,
  WordWord,
} from '../tokens.ts'
import { failsWhole, GrammarBase, type OneOf } from './grammar-base.ts'

const ADDRESS = 'an address such as `10.0.0.0/8`, the name of a list, or `file "…"`'
const BOT = 'a bot: a word of its user agent, `word "…"`, `set NAME` or `catalog "…"`'
const PATTERN = 'a path pattern such as `/web/**`, or the name of other paths'
const TEXT = 'a quoted text, or the name of other texts'

/** The right sides of `list`, `bots`, `paths` and `texts`. */
export abstract class SetGrammar extends GrammarBase {
  private readonly addressEntryKinds: OneOf<AddressEntry> = {
    DEF: [
      { ALT: () => this.SUBRULE(this.addressOrRange) },
      { ALT: () => this.addressFrom(this.CONSUME(NumberText)) },
      { ALT: () => this.SUBRULE(this.addressFile), IGNORE_AMBIGUITIES: true },
      { ALT: () => this.SUBRULE(this.addressName) },
    ],
    ERR_MSG: ADDRESS,
  }

  protected readonly addressEntry: ParserMethod<[], AddressEntry> = this.RULE(
    'addressEntry',
    (): AddressEntry => this.oneOf(this.addressEntryKinds),
    failsWhole,
  )

  /** `10.0.0.0/8`, or both ends of a range. */
  protected readonly addressOrRange: ParserMethod<[], AddressEntry & { kind: 'address' | 'range' }> = this.RULE(
    'addressOrRange',
    () => {
      const first = this.CONSUME(Address)
      const last = this.OPTION(() => {
        this.CONSUME(Dash)
        return this.CONSUME2(Address)
      })
      return this.ACTION((): AddressEntry & { kind: 'address' | 'range' } =>
        last === undefined
          ? this.addressFrom(first)
          : { kind: 'range', first: this.nameOf(first), last: this.nameOf(last), span: this.spanFrom(first) },
      )
    },
    failsWhole,
  )

  private readonly addressFile: ParserMethod<[], AddressEntry> = this.RULE(
    'addressFile',
    (): AddressEntry => {
      const first = this.CONSUME(WordFile)
      const file = this.CONSUME(Text)
      const at = this.OPTION(() => {
        this.CONSUME(WordAt)
        return this.CONSUME2(Text)
      })
      return this.ACTION((): AddressEntry => {
        const span = this.spanFrom(first)
        return { kind: 'file', file: this.textOf(file), ...(at === undefined ? {} : { at: this.textOf(at) }), span }
      })
    },
    failsWhole,
  )

  private readonly addressName: ParserMethod<[], AddressEntry> = this.RULE(
    'addressName',
    (): AddressEntry => {
      const name = this.CONSUME(Word)
      const argument = this.OPTION(() => this.CONSUME(Text))
      return this.ACTION((): AddressEntry => {
        const span = this.spanFrom(name)
        if (argument === undefined) return { kind: 'name', name: this.nameOf(name), span }
        return { kind: 'source', source: this.nameOf(name), argument: this.textOf(argument), span }
      })
    },
    failsWhole,
  )

  private readonly addressEntries: ParserMethod<[], AddressEntry[]> = this.RULE(
    'addressEntries',
    () => this.entries(ADDRESS, () => this.SUBRULE(this.addressEntry)),
    failsWhole,
  )

  protected readonly addressSet: ParserMethod<[], AddressSet> = this.RULE(
    'addressSet',
    (): AddressSet => {
      const first = this.LA(1)
      const entries = this.SUBRULE(this.addressEntries)
      const except = this.OPTION(() => {
        this.CONSUME(Except)
        return this.SUBRULE2(this.addressEntries)
      })
      return this.ACTION(() => ({ entries, except: except ?? [], span: this.spanFrom(first) }))
    },
    failsWhole,
  )

  private readonly botEntryKinds: OneOf<BotEntry> = {
    DEF: [
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
    ],
    ERR_MSG: BOT,
  }

  private readonly botEntry: ParserMethod<[], BotEntry> = this.RULE(
    'botEntry',
    (): BotEntry => this.oneOf(this.botEntryKinds),
    failsWhole,
  )

  private readonly botEntries: ParserMethod<[], BotEntry[]> = this.RULE(
    'botEntries',
    () => this.entries(BOT, () => this.SUBRULE(this.botEntry)),
    failsWhole,
  )

  protected readonly botSet: ParserMethod<[], BotSet> = this.RULE(
    'botSet',
    (): BotSet => {
      const first = this.LA(1)
      const entries = this.SUBRULE(this.botEntries)
      const except = this.OPTION(() => {
        this.CONSUME(Except)
        return this.SUBRULE2(this.botEntries)
      })
      const from = this.OPTION2(() => {
        this.CONSUME(From)
        return this.SUBRULE(this.addressSet)
      })
      return this.ACTION(() => ({
        entries,
        except: except ?? [],
        ...(from === undefined ? {} : { from }),
        span: this.spanFrom(first),
      }))
    },
    failsWhole,
  )

  private readonly pathEntryKinds: OneOf<PathEntry> = {
    DEF: [
      { ALT: () => this.build(this.CONSUME(Path), (path) => ({ kind: 'pattern', ...this.nameOf(path) })) },
      { ALT: () => this.build(this.CONSUME(Word), (word) => this.nameEntry(word)) },
    ],
    ERR_MSG: PATTERN,
  }

  private readonly pathEntry: ParserMethod<[], PathEntry> = this.RULE(
    'pathEntry',
    (): PathEntry => this.oneOf(this.pathEntryKinds),
    failsWhole,
  )

  private readonly pathEntries: ParserMethod<[], PathEntry[]> = this.RULE(
    'pathEntries',
    () => this.entries(PATTERN, () => this.SUBRULE(this.pathEntry)),
    failsWhole,
  )

  protected readonly pathSet: ParserMethod<[], PathSet> = this.RULE(
    'pathSet',
    (): PathSet => {
      const first = this.LA(1)
      const entries = this.SUBRULE(this.pathEntries)
      const except = this.OPTION(() => {
        this.CONSUME(Except)
        return this.SUBRULE2(this.pathEntries)
      })
      return this.ACTION(() => ({ entries, except: except ?? [], span: this.spanFrom(first) }))
    },
    failsWhole,
  )

  private readonly textEntryKinds: OneOf<TextEntry> = {
    DEF: [
      { ALT: () => this.build(this.CONSUME(Text), (text) => ({ kind: 'text', ...this.textOf(text) })) },
      { ALT: () => this.build(this.CONSUME(Word), (word) => this.nameEntry(word)) },
    ],
    ERR_MSG: TEXT,
  }

  private readonly textEntry: ParserMethod<[], TextEntry> = this.RULE(
    'textEntry',
    (): TextEntry => this.oneOf(this.textEntryKinds),
    failsWhole,
  )

  private readonly textEntries: ParserMethod<[], TextEntry[]> = this.RULE(
    'textEntries',
    () => this.entries(TEXT, () => this.SUBRULE(this.textEntry)),
    failsWhole,
  )

  protected readonly textSet: ParserMethod<[], TextSet> = this.RULE(
    'textSet',
    (): TextSet => {
      const first = this.LA(1)
      const entries = this.SUBRULE(this.textEntries)
      const except = this.OPTION(() => {
        this.CONSUME(Except)
        return this.SUBRULE2(this.textEntries)
      })
      return this.ACTION(() => ({ entries, except: except ?? [], span: this.spanFrom(first) }))
    },
    failsWhole,
  )

  /** Entries joined by commas; `expected` says what one is. */
  protected entries<T>(expected: string, entry: () => T): T[] {
    const all: T[] = []
    this.AT_LEAST_ONE_SEP({ SEP: Comma, DEF: () => void all.push(entry()), ERR_MSG: expected })
    return all
  }

  /** Builds from a token, except while the grammar records itself and tokens are stand-ins. */
  protected build<T>(token: IToken, make: (token: IToken) => T): T {
    return this.ACTION(() => make(token))
  }

  /** A token of a bot that is written from `first` to what was read last. */
  private tokenOf(first: IToken, text: string, word: boolean): BotEntry {
    return { kind: 'token', text, word, span: this.spanFrom(first) }
  }

  protected addressFrom(token: IToken): AddressEntry & { kind: 'address' } {
    return this.ACTION(() => ({ kind: 'address', ...this.nameOf(token) }))
  }

  protected nameEntry(token: IToken): PathEntry & TextEntry & { kind: 'name' } {
    return { kind: 'name', name: this.nameOf(token), span: this.spanOf(token) }
  }
}
