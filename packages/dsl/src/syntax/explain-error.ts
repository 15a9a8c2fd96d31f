import { EOF, tokenMatcher, type IRecognitionException, type IToken } from 'chevrotain'
import { describeToken } from './describe-token.ts'
import type { Reporter } from './reporter.ts'
import { helpOnReserved } from './common-errors/reserved-name.ts'
import { Client, Clock, Dash, Day, LeftBrace, NumberText, Reserved, Word } from './tokens.ts'

/** Reports an error of the parser as a diagnostic; `gaps` are offsets of characters that the lexer dropped and has already reported. */
export function explainError(error: IRecognitionException, reporter: Reporter, gaps: readonly number[]): void {
  const { token, message: expected } = error
  const before = 'previousToken' in error ? (error.previousToken as IToken | undefined) : undefined
  const end = before === undefined || before.startOffset < 0 ? 0 : before.startOffset + before.image.length
  const atEnd = tokenMatcher(token, EOF)
  // WHY: where characters were dropped, the cause has already been reported.
  if (gaps.some((gap) => gap >= end && gap <= (atEnd ? end : token.startOffset))) return
  const help = helpFor(error)
  const remarks = help === undefined ? {} : { help }
  // WHY: if something is missing at the end of a line, report it there and not at the beginning of the next line.
  if (end > 0 && (atEnd || /[\r\n]/u.test(reporter.source.text.slice(end, token.startOffset)))) {
    const after = before === undefined ? '' : ` after ${describeToken(before)}`
    reporter.report('TG110', reporter.span(end, end), `expected ${expected}${after}`, remarks)
    return
  }
  const start = atEnd ? end : token.startOffset
  const place = reporter.span(start, start + token.image.length)
  if (expected === Word.LABEL && (tokenMatcher(token, Reserved) || tokenMatcher(token, Day))) {
    const what = tokenMatcher(token, Day) ? 'the name of a day' : 'the reserved word'
    reporter.report('TG121', place, `expected a name, found ${what} \`${token.image}\``, {
      help: helpOnReserved(token),
    })
    return
  }
  reporter.report('TG110', place, `expected ${expected}, found ${describeToken(token)}`, remarks)
}

function helpFor({ message: expected, token, context }: IRecognitionException): string | undefined {
  const rules = context.ruleStack
  if (tokenMatcher(token, Dash)) return '`-` joins two addresses, times or dates; negative numbers are not allowed'
  if (expected === LeftBrace.LABEL) return 'the rules of a `where` block are enclosed in `{` and `}`'
  if (expected.startsWith('a window') && tokenMatcher(token, NumberText)) return 'times are written `04:00-17:00`'
  if (tokenMatcher(token, Client) && expected.startsWith('a condition'))
    return "the client's address is `ip`: `ip in 192.0.2.0/24`"
  if (tokenMatcher(token, Clock) || tokenMatcher(token, Day)) {
    if (rules.includes('test') && !rules.includes('testSet'))
      return 'times are tested by `now in 09:00-17:00`, or by `during 09:00-17:00` at the end of the rule'
  }
  return EXAMPLES[rules.findLast((rule) => EXAMPLES[rule] !== undefined) ?? '']
}

/** Examples of what each rule of the grammar parses; the innermost rule with an example gives the help. */
export const EXAMPLES: Readonly<Record<string, string | undefined>> = {
  import: 'for example `import robots "robots.txt" enforce rules`',
  policyName: 'for example `policy "public website"`; rules follow without braces',
  include: 'for example `include "shared.policy"`',
  use: 'for example `use geoip`',
  clientIp: 'for example `client ip from x-forwarded-for trusting 10.0.0.0/8`',
  zone: 'for example `zone Europe/Berlin`',
  pathsMatch: 'for example `paths match exactly`, or `paths static = /static/**`',
  fact: 'for example `fact user.role : text with user`; the server supplies the value',
  list: 'for example `list office = 203.0.113.0/24, 2001:db8:1::/48`',
  bots: 'for example `bots search = googlebot, bingbot`',
  paths: 'for example `paths static = /static/**, /favicon.ico`',
  texts: 'for example `texts tenants = "a.example.com", "b.example.com"`',
  window: 'for example `window peak = mon-fri 09:00-17:00 Europe/Berlin`',
  limit: 'for example `limit 5 per minute per ip`, or `limit 100 per day in total`',
  exempt: 'for example `exempt ip in office from limits`',
  during: 'for example `during mon-fri 09:00-17:00 Europe/Berlin`',
  as: 'for example `as "visitors"`',
  reply: 'for example `reply 403 "Not from here"`, `reply 403 file "refused.html"`, or `reply 302 to "/sorry"`',
  log: 'for example `log warn`',
  costing: 'for example `costing 10 if path in /search, 0 if path in /static/**`, or `costing query.cost`',
  calendarPeriod: 'for example `per calendar day`, or `per calendar month in Europe/Berlin`',
  thenBlock: 'for example `then block for 1 hour`',
  burst: 'for example `burst 20`',
  includingRefused: 'the clause is `including refused`',
  countingReplies: 'for example `counting only replies 401, 404`',
  replaces: 'for example `replaces "visitors"`',
  isTest: 'for example `user is present`; values are compared with `==`, and sets with `in`',
  matchTest: 'for example `agent contains "curl"`, or `path starts with "/api/"`',
  inTest: 'for example `ip in office, 192.0.2.1`, `path in /admin/**` or `method in GET, HEAD`',
  value: 'for example `user.role == "admin"`, or `score > 9`',
  condition: 'for example `ip in office and not path in /public/**`',
}
