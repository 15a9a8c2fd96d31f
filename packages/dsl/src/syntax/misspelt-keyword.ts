import { didYouMean } from '@tidegate/values'
import { EOF, type IToken, tokenMatcher, type TokenType } from 'chevrotain'
import type { Statement } from './ast.ts'
import { describeToken } from './describe-token.ts'
import type { Reporter } from './reporter.ts'
import {
  ClauseStarter,
  clauseWords,
  Clock,
  DateText,
  Day,
  Equals,
  LeftBrace,
  reservedToken,
  RightBrace,
  Shadow,
  starterWords,
  Word,
} from './tokens.ts'
import { helpForClauseWord, helpForStatementWord } from './words-of-other-tools.ts'

/** Words that other tools use where the language has a keyword. */
const STATEMENT_SYNONYMS: Readonly<Record<string, string>> = {
  deny: 'block',
  reject: 'block',
  ban: 'block',
  forbid: 'block',
  refuse: 'block',
  drop: 'block',
  disallow: 'block',
  permit: 'allow',
  accept: 'allow',
  throttle: 'limit',
  ratelimit: 'limit',
  'rate-limit': 'limit',
  skip: 'exempt',
  ignore: 'exempt',
  if: 'where',
  timezone: 'zone',
  plugin: 'use',
}
const CLAUSE_SYNONYMS: Readonly<Record<string, string>> = {
  if: 'when',
  whenever: 'when',
  while: 'during',
  named: 'as',
  called: 'as',
  respond: 'reply',
  response: 'reply',
  return: 'reply',
  answer: 'reply',
}

/**
 * After a rule: turns a word that resembles the keyword of a clause into that keyword, in place, and reports it. A word at the
 * beginning of a line that resembles the keyword of a statement is left to {@link fixStatementWord}.
 */
export function fixClauseWord(token: IToken, reporter: Reporter): void {
  if (!tokenMatcher(token, Word) || helpForClauseWord(token.image) !== undefined) return
  const word = token.image.toLowerCase()
  const synonym = ownEntry(CLAUSE_SYNONYMS, word)
  if (startsLine(token, reporter) && (synonym !== undefined || ownEntry(STATEMENT_SYNONYMS, word) !== undefined)) return
  const intended = synonym ?? nearest(token.image, [...clauseWords, ...starterWords])
  if (intended !== undefined && clauseWords.includes(intended))
    replaceWord(token, intended, synonym !== undefined, reporter)
}

/** Between statements: turns a word that resembles the keyword of a statement into that keyword, in place. Returns whether it did. */
export function fixStatementWord(token: IToken, reporter: Reporter): boolean {
  if (!tokenMatcher(token, Word) || helpForStatementWord(token.image) !== undefined) return false
  const synonym = ownEntry(STATEMENT_SYNONYMS, token.image.toLowerCase())
  const intended = synonym ?? nearest(token.image, starterWords)
  if (intended === undefined) return false
  replaceWord(token, intended, synonym !== undefined, reporter)
  return true
}

/** Where the grammar requires a keyword: turns a word that resembles it into the keyword, in place, and reports it. */
export function fixRequiredWord(token: IToken, type: TokenType, reporter: Reporter): void {
  const { PATTERN: word } = type
  if (typeof word !== 'string' || !tokenMatcher(token, Word) || tokenMatcher(token, type)) return
  if (!isMisspelt(token.image, word)) return
  reportReplaced(token, word, false, reporter)
  retype(token, type)
}

/** Whether a word resembles a keyword. */
export function isMisspelt(word: string, keyword: string): boolean {
  return nearest(word, [keyword]) !== undefined
}

/** Whether a word begins statements in other tools. */
export function isSynonymOfVerb(word: string): boolean {
  return ownEntry(STATEMENT_SYNONYMS, word.toLowerCase()) !== undefined
}

/** Reports a token between statements that does not begin a statement. */
export function reportNotAStatement(
  token: IToken,
  next: IToken,
  before: Statement | undefined,
  reporter: Reporter,
): void {
  const { report, span } = reporter
  const place = span(token.startOffset, token.startOffset + token.image.length)
  if (tokenMatcher(token, ClauseStarter)) {
    report('TG111', place, `expected a rule before the clause \`${token.image}\``, {
      help: 'clauses follow `block`, `allow only`, `limit` or `exempt`; rules with a common condition are written `where CONDITION { … }`',
    })
    return
  }
  const message = `expected ${expectedAfter(before)}, found ${describeToken(token)}`
  const help = helpForWord(token, before, reporter) ?? helpAfter(before)
  const declares = tokenMatcher(token, Word) && tokenMatcher(next, Equals) && DECLARED.has(token.image.toLowerCase())
  report('TG111', place, message, {
    help,
    ...(declares && {
      fix: {
        title: `declare the list \`${token.image}\``,
        edits: [{ span: { ...place, end: place.start }, text: 'list ' }],
      },
    }),
  })
}

/** Names that lists have in other tools. */
const DECLARED = new Set(['whitelist', 'allowlist', 'safelist', 'blacklist', 'denylist', 'blocklist'])

/** Returns the help for a word of another tool: after a rule on the same line it is one of its clauses, else a statement. */
function helpForWord(token: IToken, before: Statement | undefined, reporter: Reporter): string | undefined {
  if ([Clock, Day, DateText].some((type) => tokenMatcher(token, type)))
    return 'times follow `during`: `block anyone during mon-fri 09:00-17:00`'
  if (before !== undefined && !startsLine(token, reporter)) {
    const help = helpForClauseWord(token.image)
    if (help !== undefined) return help
  }
  return helpForStatementWord(token.image) ?? (before === undefined ? undefined : helpForClauseWord(token.image))
}

function expectedAfter(before: Statement | undefined): string {
  switch (before?.kind) {
    case 'list':
    case 'bots':
    case 'paths':
    case 'texts':
    case 'window':
      return '`,` or a new statement'
    case 'block':
    case 'allow-only':
    case 'limit':
    case 'exempt':
      return 'a clause such as `when`, or a new statement'
    case 'policy':
    case 'include':
    case 'use':
    case 'client-ip':
    case 'zone':
    case 'paths-match':
    case 'fact':
    case 'import':
    case 'where':
    case undefined:
      return 'a statement'
  }
}

function helpAfter(before: Statement | undefined): string {
  const expectation = expectedAfter(before)
  if (expectation.startsWith('`,`')) return 'entries are separated by commas'
  if (expectation.startsWith('a clause')) return 'entries are separated by commas; strings are in double quotes'
  return 'statements begin with words such as `list`, `bots`, `where`, `block`, `allow only` or `limit`'
}

function replaceWord(token: IToken, intended: string, isSynonym: boolean, reporter: Reporter): void {
  reportReplaced(token, intended, isSynonym, reporter)
  const type = reservedToken(intended)
  if (type !== undefined) retype(token, type)
}

function reportReplaced(token: IToken, intended: string, isSynonym: boolean, { report, span }: Reporter): void {
  const place = span(token.startOffset, token.startOffset + token.image.length)
  report(isSynonym ? 'TG123' : 'TG112', place, `expected \`${intended}\`, found \`${token.image}\``, {
    ...(isSynonym ? {} : { help: `did you mean \`${intended}\`?` }),
    fix: { title: `replace \`${token.image}\` with \`${intended}\``, edits: [{ span: place, text: intended }] },
  })
}

function retype(token: IToken, type: TokenType): void {
  if (type.tokenTypeIdx === undefined) return
  token.tokenType = type
  token.tokenTypeIdx = type.tokenTypeIdx
}

/** Returns the keyword that a word resembles; any permutation of its letters counts as one typo. */
function nearest(word: string, keywords: readonly string[]): string | undefined {
  const alike = keywords.filter((keyword) => keyword.length > 2 && keyword.length === word.length)
  const sorted = alike.length === 0 ? '' : lettersOf(word)
  return alike.find((keyword) => lettersOf(keyword) === sorted) ?? didYouMean(word, keywords)
}

function lettersOf(word: string): string {
  return word.toLowerCase().split('').toSorted().join('')
}

function ownEntry(table: Readonly<Record<string, string>>, word: string): string | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined
}

/** Whether a token can begin a statement: it is the first one on its line, or follows a brace. */
export function startsStatement(token: IToken, before: IToken, reporter: Reporter): boolean {
  return [EOF, LeftBrace, RightBrace, Shadow].some((type) => tokenMatcher(before, type)) || startsLine(token, reporter)
}

/** Whether a token is the first one on its line. */
export function startsLine(token: IToken, { source }: Reporter): boolean {
  return /(?:^|[\r\n])[^\S\r\n]*$/u.test(source.text.slice(Math.max(0, token.startOffset - 200), token.startOffset))
}
