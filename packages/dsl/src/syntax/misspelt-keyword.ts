import { didYouMean } from '@tidegate/values'
import { type IToken, tokenMatcher } from 'chevrotain'
import type { Statement } from './ast.ts'
import { describeToken } from './describe-token.ts'
import type { Reporter } from './reporter.ts'
import { ClauseStarter, clauseWords, reservedToken, starterWords, Word } from './tokens.ts'

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
 * Behind a rule: turns a word that nearly is a clause's keyword into it, in place, and reports that. A word that begins a
 * line and nearly begins a statement is left to {@link mendStatementWord}.
 */
export function fixClauseWord(token: IToken, reporter: Reporter): void {
  if (!tokenMatcher(token, Word)) return
  const word = token.image.toLowerCase()
  const habit = ownEntry(CLAUSE_SYNONYMS, word)
  if (startsLine(token, reporter) && (habit !== undefined || ownEntry(STATEMENT_SYNONYMS, word) !== undefined)) return
  const meant = habit ?? nearest(token.image, [...clauseWords, ...starterWords])
  if (meant !== undefined && clauseWords.includes(meant)) mend(token, meant, habit !== undefined, reporter)
}

/** Between statements: turns a word that nearly begins a statement into what was meant, in place. Returns whether it did. */
export function mendStatementWord(token: IToken, reporter: Reporter): boolean {
  if (!tokenMatcher(token, Word)) return false
  const habit = ownEntry(STATEMENT_SYNONYMS, token.image.toLowerCase())
  const meant = habit ?? nearest(token.image, starterWords)
  if (meant === undefined) return false
  mend(token, meant, habit !== undefined, reporter)
  return true
}

/** Whether a word begins statements in other tools. */
export function isForeignVerb(word: string): boolean {
  return ownEntry(STATEMENT_SYNONYMS, word.toLowerCase()) !== undefined
}

/** Reports something between statements that is no statement. */
export function reportNoStatement(token: IToken, before: Statement | undefined, { report, span }: Reporter): void {
  const place = span(token.startOffset, token.startOffset + token.image.length)
  if (tokenMatcher(token, ClauseStarter)) {
    report('TG111', place, `expected a rule before the clause \`${token.image}\``, {
      help: 'clauses stand behind `block`, `allow only`, `limit` and `exempt`',
    })
    return
  }
  report('TG111', place, `expected ${expectationBehind(before)}, found ${describeToken(token)}`, {
    help: helpBehind(before),
  })
}

function expectationBehind(before: Statement | undefined): string {
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

function helpBehind(before: Statement | undefined): string {
  const expectation = expectationBehind(before)
  if (expectation.startsWith('`,`')) return 'entries are joined by commas'
  if (expectation.startsWith('a clause')) return 'entries are joined by commas; texts stand in double quotes'
  return 'statements begin with words such as `list`, `bots`, `where`, `block`, `allow only` or `limit`'
}

function mend(token: IToken, meant: string, habit: boolean, { report, span }: Reporter): void {
  const place = span(token.startOffset, token.startOffset + token.image.length)
  report(habit ? 'TG123' : 'TG112', place, `expected \`${meant}\`, found \`${token.image}\``, {
    ...(habit ? {} : { help: `did you mean \`${meant}\`?` }),
    fix: { title: `replace \`${token.image}\` by \`${meant}\``, edits: [{ span: place, text: meant }] },
  })
  const type = reservedToken(meant)
  if (type?.tokenTypeIdx === undefined) return
  token.tokenType = type
  token.tokenTypeIdx = type.tokenTypeIdx
}

/** The keyword that a word nearly is; letters in the wrong order are one mistake, however many they are. */
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

/** Whether only blanks stand before a token on its line. */
export function startsLine(token: IToken, { source }: Reporter): boolean {
  return /(?:^|[\r\n])[^\S\r\n]*$/u.test(source.text.slice(Math.max(0, token.startOffset - 200), token.startOffset))
}
