import { tokenMatcher, type IToken, type TokenType } from 'chevrotain'
import { makeToken } from './make-token.ts'
import type { Reporter } from './reporter.ts'
import { ClauseStarter, LeftBrace, LeftParen, Not, RightBrace, RightParen, Starter } from './tokens.ts'

interface Open {
  readonly token: IToken
  readonly weight: number
}

/**
 * Returns the tokens with all brackets paired: missing closing brackets are added, unmatched ones are removed, and both are
 * reported. Returns undefined if parentheses, blocks and `not` nest deeper than `maxNesting`, so that the recursive parser
 * never receives such a text. Linear.
 */
export function balanceBrackets(
  tokens: readonly IToken[],
  maxNesting: number,
  reporter: Reporter,
): IToken[] | undefined {
  const balanced: IToken[] = []
  const open: Open[] = []
  let depth = 0
  let nots = 0

  const close = (type: TokenType): void => {
    const last = open.pop()
    if (last === undefined) return
    depth -= last.weight
    const at = endOf(balanced.at(-1))
    reportOpen(last.token, type, at, reporter)
    balanced.push(makeToken(type, '', at))
  }
  const closeParens = (): void => {
    while (open.at(-1)?.token.tokenType === LeftParen) close(RightParen)
  }

  for (const token of tokens) {
    const type = token.tokenType
    if (type === LeftBrace || type === RightBrace || tokenMatcher(token, ClauseStarter)) closeParens()
    else if (tokenMatcher(token, Starter)) closeParens()
    if (type === LeftParen || type === LeftBrace) {
      open.push({ token, weight: 1 + nots })
      depth += 1 + nots
      nots = 0
    } else if (type === RightParen || type === RightBrace) {
      const last = open.at(-1)
      if (last === undefined || last.token.tokenType !== (type === RightParen ? LeftParen : LeftBrace)) {
        reportClose(token, reporter)
        continue
      }
      open.pop()
      depth -= last.weight
      nots = 0
    } else nots = tokenMatcher(token, Not) ? nots + 1 : 0
    if (depth + nots > maxNesting) {
      const place = reporter.span(token.startOffset, token.startOffset + token.image.length)
      reporter.report('TG115', place, `expected at most ${maxNesting} levels of nesting`, {
        help: 'parentheses, `where` blocks and `not` each count as one level; the rest of the file was not parsed',
      })
      return undefined
    }
    balanced.push(token)
  }
  while (open.length > 0) close(open.at(-1)?.token.tokenType === LeftParen ? RightParen : RightBrace)
  return balanced
}

function endOf(token: IToken | undefined): number {
  return token === undefined ? 0 : token.startOffset + token.image.length
}

function reportOpen(token: IToken, closing: TokenType, at: number, { report, span, source }: Reporter): void {
  const sign = closing === RightParen ? ')' : '}'
  const place = span(at, at)
  report(
    'TG113',
    place,
    `expected \`${sign}\`${at >= source.text.trimEnd().length ? ' before the end of the file' : ''}`,
    {
      related: {
        span: span(token.startOffset, token.startOffset + 1),
        message: `this \`${token.image}\` is never closed`,
      },
      fix: { title: `add \`${sign}\``, edits: [{ span: place, text: sign === '}' ? '\n}' : sign }] },
    },
  )
}

function reportClose(token: IToken, { report, span }: Reporter): void {
  const place = span(token.startOffset, token.startOffset + 1)
  report('TG114', place, `expected an opening bracket before \`${token.image}\``, {
    fix: { title: `delete \`${token.image}\``, edits: [{ span: place, text: '' }] },
  })
}
