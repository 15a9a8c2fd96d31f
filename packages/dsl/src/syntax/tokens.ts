import { defineToken, labelOf, type TokenKind } from './token-type.ts'

/** Any word that may serve as a name: letters, digits, `_`, inner `.` and `-`, the first segment with a letter. */
export const Word: TokenKind = defineToken({
  name: 'Word',
  pattern: /\d*[A-Za-z_]\w*(?:[.-]+\w+)*/y,
  starts: /\w/,
  label: 'a name',
})

/** All reserved words; a bot's token may be one where nothing else could be meant. */
export const Reserved: TokenKind = defineToken({ name: 'Reserved' })

/** The reserved words that begin a statement. */
export const Starter: TokenKind = defineToken({ name: 'Starter', categories: [Reserved] })

/** The reserved words that begin a clause behind a rule. */
export const ClauseStarter: TokenKind = defineToken({
  name: 'ClauseStarter',
  categories: [Reserved],
})

const keyword = (word: string, category: TokenKind): TokenKind =>
  defineToken({
    name: word.charAt(0).toUpperCase() + word.slice(1),
    word,
    categories: [category],
    label: `\`${word}\``,
  })

export const Policy: TokenKind = keyword('policy', Starter)
export const Include: TokenKind = keyword('include', Starter)
export const Use: TokenKind = keyword('use', Starter)
export const Client: TokenKind = keyword('client', Starter)
export const Zone: TokenKind = keyword('zone', Starter)
export const Fact: TokenKind = keyword('fact', Starter)
export const List: TokenKind = keyword('list', Starter)
export const Bots: TokenKind = keyword('bots', Starter)
export const Paths: TokenKind = keyword('paths', Starter)
export const Texts: TokenKind = keyword('texts', Starter)
export const Window: TokenKind = keyword('window', Starter)
export const Import: TokenKind = keyword('import', Starter)
export const Block: TokenKind = keyword('block', Starter)
export const Allow: TokenKind = keyword('allow', Starter)
export const Exempt: TokenKind = keyword('exempt', Starter)
export const Limit: TokenKind = keyword('limit', Starter)
export const Shadow: TokenKind = keyword('shadow', Starter)
export const Where: TokenKind = keyword('where', Starter)
export const When: TokenKind = keyword('when', ClauseStarter)
export const Unless: TokenKind = keyword('unless', ClauseStarter)
export const During: TokenKind = keyword('during', ClauseStarter)
export const As: TokenKind = keyword('as', ClauseStarter)
export const Reply: TokenKind = keyword('reply', ClauseStarter)
export const Log: TokenKind = keyword('log', ClauseStarter)
export const Burst: TokenKind = keyword('burst', ClauseStarter)
export const Including: TokenKind = keyword('including', ClauseStarter)
export const Counting: TokenKind = keyword('counting', ClauseStarter)
export const Replaces: TokenKind = keyword('replaces', ClauseStarter)
export const And: TokenKind = keyword('and', Reserved)
export const Or: TokenKind = keyword('or', Reserved)
export const Not: TokenKind = keyword('not', Reserved)
export const In: TokenKind = keyword('in', Reserved)
export const Is: TokenKind = keyword('is', Reserved)
export const Except: TokenKind = keyword('except', Reserved)
export const From: TokenKind = keyword('from', Reserved)
export const Per: TokenKind = keyword('per', Reserved)

const reserved = [
  [Policy, Include, Use, Client, Zone, Fact, List, Bots, Paths, Texts, Window, Import],
  [Block, Allow, Exempt, Limit, Shadow, Where],
  [When, Unless, During, As, Reply, Log, Burst, Including, Counting, Replaces],
  [And, Or, Not, In, Is, Except, From, Per],
].flat()

/** A word that means something in one place only and is a name everywhere else. */
const contextual = (word: string): TokenKind =>
  defineToken({
    name: `Word${word.charAt(0).toUpperCase()}${word.slice(1)}`,
    word,
    categories: [Word],
    label: `\`${word}\``,
  })

export const WordOnly: TokenKind = contextual('only')
export const WordIp: TokenKind = contextual('ip')
export const WordTrusting: TokenKind = contextual('trusting')
export const WordMatch: TokenKind = contextual('match')
export const WordExactly: TokenKind = contextual('exactly')
export const WordRequired: TokenKind = contextual('required')
export const WordWith: TokenKind = contextual('with')
export const WordUser: TokenKind = contextual('user')
export const WordFile: TokenKind = contextual('file')
export const WordAt: TokenKind = contextual('at')
export const WordSet: TokenKind = contextual('set')
export const WordWord: TokenKind = contextual('word')
export const WordCatalog: TokenKind = contextual('catalog')
export const WordEnforce: TokenKind = contextual('enforce')
export const WordRules: TokenKind = contextual('rules')
export const WordAnyone: TokenKind = contextual('anyone')
export const WordContains: TokenKind = contextual('contains')
export const WordStarts: TokenKind = contextual('starts')
export const WordEnds: TokenKind = contextual('ends')
export const WordImpersonates: TokenKind = contextual('impersonates')
export const WordPresent: TokenKind = contextual('present')
export const WordAbsent: TokenKind = contextual('absent')
export const WordEmpty: TokenKind = contextual('empty')
export const WordTotal: TokenKind = contextual('total')
export const WordExact: TokenKind = contextual('exact')
export const WordNetwork: TokenKind = contextual('network')
export const WordLimits: TokenKind = contextual('limits')
export const WordRefused: TokenKind = contextual('refused')
export const WordReplies: TokenKind = contextual('replies')

const contextualWords = [
  [WordOnly, WordIp, WordTrusting, WordMatch, WordExactly, WordRequired, WordWith, WordUser, WordFile, WordAt],
  [WordSet, WordWord, WordCatalog, WordEnforce, WordRules, WordAnyone, WordContains, WordStarts, WordEnds],
  [WordImpersonates, WordPresent, WordAbsent, WordEmpty, WordTotal, WordExact, WordNetwork, WordLimits],
  [WordRefused, WordReplies],
].flat()

export const Text: TokenKind = defineToken({
  name: 'Text',
  pattern: /"(?:[^"\\\r\n]|\\[^\r\n])*"/y,
  starts: /"/,
  label: 'a quoted text',
})
export const Path: TokenKind = defineToken({
  name: 'Path',
  pattern: /\/[^\s,(){}"#]*/y,
  starts: /\//,
  label: 'a path pattern such as `/web/**`',
})
/** What may stand for an address. */
export const Address: TokenKind = defineToken({ name: 'Address', label: 'an address' })
/** Anything with two colons, so that the checker explains `2001:dbg::1`. */
const Ipv6: TokenKind = defineToken({
  name: 'Ipv6',
  pattern: /(?:\w[\w.]*)?:[\w.]*:[\w.:]*(?:%\w*)?(?:\/[\w.]*)?/y,
  starts: /[\w:]/,
  categories: [Address],
  label: 'an address',
})
export const DateText: TokenKind = defineToken({
  name: 'DateText',
  pattern: /\d+-\d+-\d+/y,
  starts: /\d/,
  label: 'a date such as `2026-12-24`',
})
/** Anything that begins with a digit and has two dots, or is numbers with a slash, so that the checker explains `10.0.0.256` and `10/8`. */
const Ipv4: TokenKind = defineToken({
  name: 'Ipv4',
  pattern: /\d+(?:(?:\.\w*){2,}(?:\/[\w.]*)?|(?:\.\d+)?\/\d+(?!\w))/y,
  starts: /\d/,
  categories: [Address],
  label: 'an address',
})
/** Two or three numbers, so that the checker explains `25:00` and `04:00:00`; no address looks like that. */
export const Clock: TokenKind = defineToken({
  name: 'Clock',
  pattern: /\d+:\d+(?::\d+)?(?!\d|[\w.]*:)/y,
  starts: /\d/,
  label: 'a time such as `04:00`',
})
/** `Europe/Bucharest`, `iaskspider/2.0`. */
export const SlashWord: TokenKind = defineToken({
  name: 'SlashWord',
  pattern: /\d*[A-Za-z_]\w*(?:[.-]+\w+)*(?:\/[\w.+-]+)+/y,
  starts: /\w/,
  label: 'a word with `/`',
})
export const NumberText: TokenKind = defineToken({
  name: 'NumberText',
  pattern: /\d+(?:\.\d+)?/y,
  starts: /\d/,
  longer: Word,
  label: 'a number',
})
/** `mon`, `mon-fri`, in any case. */
export const Day: TokenKind = defineToken({
  name: 'Day',
  pattern: /(?:mon|tue|wed|thu|fri|sat|sun)(?:-(?:mon|tue|wed|thu|fri|sat|sun))?(?!\w|[.-]+\w)/iy,
  starts: /[mtwfs]/i,
  label: 'a day such as `mon` or `mon-fri`',
})

const sign = (name: string, literal: string): TokenKind => defineToken({ name, literal, label: `\`${literal}\`` })

export const Comma: TokenKind = sign('Comma', ',')
export const LeftParen: TokenKind = sign('LeftParen', '(')
export const RightParen: TokenKind = sign('RightParen', ')')
export const LeftBrace: TokenKind = sign('LeftBrace', '{')
export const RightBrace: TokenKind = sign('RightBrace', '}')
export const Colon: TokenKind = sign('Colon', ':')
export const Dash: TokenKind = sign('Dash', '-')
export const SameAs: TokenKind = sign('SameAs', '==')
export const NotSame: TokenKind = sign('NotSame', '!=')
export const AtMost: TokenKind = sign('AtMost', '<=')
export const AtLeast: TokenKind = sign('AtLeast', '>=')
export const Below: TokenKind = sign('Below', '<')
export const Above: TokenKind = sign('Above', '>')
export const Equals: TokenKind = sign('Equals', '=')

const Space: TokenKind = defineToken({ name: 'Space', pattern: /\s+/y, starts: /\s/, group: 'skipped' })
const CommentText: TokenKind = defineToken({
  name: 'CommentText',
  pattern: /#[^\r\n]*/y,
  starts: /#/,
  group: 'comments',
})

/** Tokens in the order in which the lexer tries them (language.md, section 11); foreign ones stand around them in `lexer.ts`. */
export const ownTokens: readonly TokenKind[] = [
  [Space, CommentText, Text, Path, Clock, Ipv6, DateText, Ipv4, SlashWord, NumberText],
  reserved,
  [Day],
  contextualWords,
  [Word, Comma, LeftParen, RightParen, LeftBrace, RightBrace, Colon, Dash],
  [SameAs, NotSame, AtMost, AtLeast, Below, Above, Equals],
  [Reserved, Starter, ClauseStarter, Address],
].flat()

const wordsOf = (types: readonly TokenKind[]): readonly string[] =>
  types.map((type) => labelOf(type).replaceAll('`', ''))

/** Words that cannot be names, in the order of the tables above. */
export const reservedWords: readonly string[] = wordsOf(reserved)

/** Reserved words that begin a statement. */
export const starterWords: readonly string[] = wordsOf(reserved.slice(0, 18))

/** Reserved words that begin a clause. */
export const clauseWords: readonly string[] = wordsOf(reserved.slice(18, 28))

/** The token type of a reserved word. */
export function reservedToken(word: string): TokenKind | undefined {
  return reserved[reservedWords.indexOf(word)]
}

/** Tokens that recovery may add where only they are missing: words and signs that carry no meaning of their own. */
export const insertableTokens: ReadonlySet<TokenKind> = new Set([
  Per,
  From,
  Colon,
  Equals,
  WordTrusting,
  WordOnly,
  WordWith,
  WordReplies,
])
