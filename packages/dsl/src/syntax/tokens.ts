import { createToken, Lexer, tokenLabel, type TokenType } from 'chevrotain'

/** Any word that can be a name: letters, digits, `_`, inner `.` and `-`, with a letter in the first segment. */
export const Word: TokenType = createToken({
  name: 'Word',
  pattern: /\d*[A-Za-z_]\w*(?:[.-]+\w+)*/,
  label: 'a name',
})

/** All reserved words; a bot's token may be one of them where that is unambiguous. */
export const Reserved: TokenType = createToken({ name: 'Reserved', pattern: Lexer.NA })

/** The reserved words that begin a statement. */
export const Starter: TokenType = createToken({ name: 'Starter', pattern: Lexer.NA, categories: [Reserved] })

/** The reserved words that begin a clause of a rule. */
export const ClauseStarter: TokenType = createToken({
  name: 'ClauseStarter',
  pattern: Lexer.NA,
  categories: [Reserved],
})

const keyword = (word: string, category: TokenType): TokenType =>
  createToken({
    name: word.charAt(0).toUpperCase() + word.slice(1),
    pattern: word,
    longer_alt: Word,
    categories: [category],
    label: `\`${word}\``,
  })

export const Policy: TokenType = keyword('policy', Starter)
export const Include: TokenType = keyword('include', Starter)
export const Use: TokenType = keyword('use', Starter)
export const Client: TokenType = keyword('client', Starter)
export const Zone: TokenType = keyword('zone', Starter)
export const Fact: TokenType = keyword('fact', Starter)
export const List: TokenType = keyword('list', Starter)
export const Bots: TokenType = keyword('bots', Starter)
export const Paths: TokenType = keyword('paths', Starter)
export const Texts: TokenType = keyword('texts', Starter)
export const Window: TokenType = keyword('window', Starter)
export const Import: TokenType = keyword('import', Starter)
export const Block: TokenType = keyword('block', Starter)
export const Allow: TokenType = keyword('allow', Starter)
export const Exempt: TokenType = keyword('exempt', Starter)
export const Limit: TokenType = keyword('limit', Starter)
export const Shadow: TokenType = keyword('shadow', Starter)
export const Where: TokenType = keyword('where', Starter)
export const When: TokenType = keyword('when', ClauseStarter)
export const Unless: TokenType = keyword('unless', ClauseStarter)
export const During: TokenType = keyword('during', ClauseStarter)
export const As: TokenType = keyword('as', ClauseStarter)
export const Reply: TokenType = keyword('reply', ClauseStarter)
export const Log: TokenType = keyword('log', ClauseStarter)
export const Costing: TokenType = keyword('costing', ClauseStarter)
export const Burst: TokenType = keyword('burst', ClauseStarter)
export const Including: TokenType = keyword('including', ClauseStarter)
export const Counting: TokenType = keyword('counting', ClauseStarter)
export const Then: TokenType = keyword('then', ClauseStarter)
export const Replaces: TokenType = keyword('replaces', ClauseStarter)
export const And: TokenType = keyword('and', Reserved)
export const Or: TokenType = keyword('or', Reserved)
export const Not: TokenType = keyword('not', Reserved)
export const In: TokenType = keyword('in', Reserved)
export const Is: TokenType = keyword('is', Reserved)
export const Except: TokenType = keyword('except', Reserved)
export const From: TokenType = keyword('from', Reserved)
export const Per: TokenType = keyword('per', Reserved)

const reserved = [
  [Policy, Include, Use, Client, Zone, Fact, List, Bots, Paths, Texts, Window, Import],
  [Block, Allow, Exempt, Limit, Shadow, Where],
  [When, Unless, During, As, Reply, Log, Costing, Burst, Including, Counting, Then, Replaces],
  [And, Or, Not, In, Is, Except, From, Per],
].flat()

/** A contextual keyword: a keyword in some positions and a name everywhere else. */
const contextual = (word: string): TokenType =>
  createToken({
    name: `Word${word.charAt(0).toUpperCase()}${word.slice(1)}`,
    pattern: word,
    longer_alt: Word,
    categories: [Word],
    label: `\`${word}\``,
  })

export const WordOnly: TokenType = contextual('only')
export const WordIp: TokenType = contextual('ip')
export const WordTrusting: TokenType = contextual('trusting')
export const WordMatch: TokenType = contextual('match')
export const WordExactly: TokenType = contextual('exactly')
export const WordRequired: TokenType = contextual('required')
export const WordWith: TokenType = contextual('with')
export const WordUser: TokenType = contextual('user')
export const WordFile: TokenType = contextual('file')
export const WordAt: TokenType = contextual('at')
export const WordSet: TokenType = contextual('set')
export const WordWord: TokenType = contextual('word')
export const WordCatalog: TokenType = contextual('catalog')
export const WordEnforce: TokenType = contextual('enforce')
export const WordRules: TokenType = contextual('rules')
export const WordAnyone: TokenType = contextual('anyone')
export const WordContains: TokenType = contextual('contains')
export const WordStarts: TokenType = contextual('starts')
export const WordEnds: TokenType = contextual('ends')
export const WordImpersonates: TokenType = contextual('impersonates')
export const WordPresent: TokenType = contextual('present')
export const WordAbsent: TokenType = contextual('absent')
export const WordEmpty: TokenType = contextual('empty')
export const WordOversized: TokenType = contextual('oversized')
export const WordTotal: TokenType = contextual('total')
export const WordExact: TokenType = contextual('exact')
export const WordNetwork: TokenType = contextual('network')
export const WordLimits: TokenType = contextual('limits')
export const WordRefused: TokenType = contextual('refused')
export const WordReplies: TokenType = contextual('replies')
export const WordCalendar: TokenType = contextual('calendar')
export const WordOnce: TokenType = contextual('once')
export const WordIf: TokenType = contextual('if')
export const WordFor: TokenType = contextual('for')
export const WordTo: TokenType = contextual('to')

const contextualWords = [
  [WordOnly, WordIp, WordTrusting, WordMatch, WordExactly, WordRequired, WordWith, WordUser, WordFile, WordAt],
  [WordSet, WordWord, WordCatalog, WordEnforce, WordRules, WordAnyone, WordContains, WordStarts, WordEnds],
  [WordImpersonates, WordPresent, WordAbsent, WordEmpty, WordTotal, WordExact, WordNetwork, WordLimits],
  [WordRefused, WordReplies, WordOversized, WordCalendar, WordOnce, WordIf, WordFor, WordTo],
].flat()

export const Text: TokenType = createToken({
  name: 'Text',
  pattern: /"(?:[^"\\\r\n]|\\[^\r\n])*"/,
  label: 'a string',
})
export const Path: TokenType = createToken({
  name: 'Path',
  pattern: /\/[^\s,(){}"#]*/,
  label: 'a path pattern such as `/web/**`',
})
/** The category of everything that can denote an address. */
export const Address: TokenType = createToken({ name: 'Address', pattern: Lexer.NA, label: 'an address' })
/** Anything with two colons, so that the checker can explain what is wrong with `2001:dbg::1`. */
const Ipv6: TokenType = createToken({
  name: 'Ipv6',
  pattern: /(?:\w[\w.]*)?:[\w.]*:[\w.:]*(?:%\w*)?(?:\/[\w.]*)?/,
  categories: [Address],
  label: 'an address',
})
export const DateText: TokenType = createToken({
  name: 'DateText',
  pattern: /\d+-\d+-\d+/,
  label: 'a date such as `2026-12-24`',
})
/** Anything that begins with a digit and has two dots, or is numbers with a slash, so that the checker can explain what is wrong with `10.0.0.256` and `10/8`. */
const Ipv4: TokenType = createToken({
  name: 'Ipv4',
  pattern: /\d+(?:(?:\.\w*){2,}(?:\/[\w.]*)?|(?:\.\d+)?\/\d+(?!\w))/,
  categories: [Address],
  label: 'an address',
})
/** Two or three numbers, so that the checker can explain what is wrong with `25:00` and `04:00:00`; no address has this form. */
export const Clock: TokenType = createToken({
  name: 'Clock',
  pattern: /\d+:\d+(?::\d+)?(?!\d|[\w.]*:)/,
  label: 'a time such as `04:00`',
})
/** `Europe/Bucharest`, `iaskspider/2.0`. */
export const SlashWord: TokenType = createToken({
  name: 'SlashWord',
  pattern: /\d*[A-Za-z_]\w*(?:[.-]+\w+)*(?:\/[\w.+-]+)+/,
  label: 'a word with `/`',
})
export const NumberText: TokenType = createToken({
  name: 'NumberText',
  pattern: /\d+(?:\.\d+)?/,
  longer_alt: Word,
  label: 'a number',
})
/** `mon`, `mon-fri`, in any case. */
export const Day: TokenType = createToken({
  name: 'Day',
  pattern: /(?:mon|tue|wed|thu|fri|sat|sun)(?:-(?:mon|tue|wed|thu|fri|sat|sun))?(?!\w|[.-]+\w)/i,
  label: 'a day such as `mon` or `mon-fri`',
})

const operator = (name: string, pattern: string): TokenType => createToken({ name, pattern, label: `\`${pattern}\`` })

export const Comma: TokenType = operator('Comma', ',')
export const LeftParen: TokenType = operator('LeftParen', '(')
export const RightParen: TokenType = operator('RightParen', ')')
export const LeftBrace: TokenType = operator('LeftBrace', '{')
export const RightBrace: TokenType = operator('RightBrace', '}')
export const Colon: TokenType = operator('Colon', ':')
export const Dash: TokenType = operator('Dash', '-')
export const SameAs: TokenType = operator('SameAs', '==')
export const NotSame: TokenType = operator('NotSame', '!=')
export const AtMost: TokenType = operator('AtMost', '<=')
export const AtLeast: TokenType = operator('AtLeast', '>=')
export const Below: TokenType = operator('Below', '<')
export const Above: TokenType = operator('Above', '>')
export const Equals: TokenType = operator('Equals', '=')

/** `block` after `then`: the word is part of a clause, and begins no statement. */
export const ThenBlock: TokenType = createToken({ name: 'ThenBlock', pattern: Lexer.NA, label: '`block`' })

/** The comma between two costs. A comma between the entries of a set is a `Comma`. */
export const CostComma: TokenType = createToken({ name: 'CostComma', pattern: Lexer.NA, label: '`,`' })

/** The group of tokens that the parser ignores and the formatter keeps. */
export const COMMENTS = 'comments'

const Space: TokenType = createToken({ name: 'Space', pattern: /\s+/, group: Lexer.SKIPPED })
const CommentText: TokenType = createToken({
  name: 'CommentText',
  pattern: /#[^\r\n]*/,
  group: COMMENTS,
})

// INVARIANT: a word comes before its own prefixes (`user` before `use`): if two match, the lexer takes the first.
const wordsLongestFirst = [...reserved, ...contextualWords].toSorted((a, b) => lengthOf(b) - lengthOf(a))

function lengthOf({ PATTERN }: TokenType): number {
  return typeof PATTERN === 'string' ? PATTERN.length : 0
}

/** Tokens in the order in which the lexer tries them (language.md, section 11); `lexer.ts` puts those of other languages around them. */
export const ownTokens: readonly TokenType[] = [
  [Space, CommentText, Text, Path, Clock, Ipv6, DateText, Ipv4, SlashWord, NumberText, Day],
  wordsLongestFirst,
  [Word, Comma, LeftParen, RightParen, LeftBrace, RightBrace, Colon, Dash],
  [SameAs, NotSame, AtMost, AtLeast, Below, Above, Equals],
  [Reserved, Starter, ClauseStarter, Address, ThenBlock, CostComma],
].flat()

const wordsOf = (types: readonly TokenType[]): readonly string[] =>
  types.map((type) => tokenLabel(type).replaceAll('`', ''))

/** Words that cannot be names, in the order of the tables above. */
export const reservedWords: readonly string[] = wordsOf(reserved)

/** Reserved words that begin a statement. */
export const starterWords: readonly string[] = wordsOf(reserved.slice(0, 18))

/** Reserved words that begin a clause. */
export const clauseWords: readonly string[] = wordsOf(reserved.slice(18, 30))

/** Returns the token type of a reserved word. */
export function reservedToken(word: string): TokenType | undefined {
  return reserved[reservedWords.indexOf(word)]
}

/** Tokens that error recovery may insert if only they are missing: words and signs without a meaning of their own. */
export const insertableTokens: ReadonlySet<TokenType> = new Set([
  Per,
  From,
  Colon,
  Equals,
  WordTrusting,
  WordOnly,
  WordWith,
  WordReplies,
])
