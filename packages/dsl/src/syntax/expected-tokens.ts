import { type IToken, tokenMatcher, type TokenType } from 'chevrotain'
import { sharedGrammar } from './grammar/shared-grammar.ts'
import { nextTokens } from './grammar/walk-grammar.ts'
import { tokenize } from './lexer.ts'
import { markClauses } from './mark-clauses.ts'
import { LeftBrace, reservedToken, RightBrace, Starter } from './tokens.ts'

/** One kind of token that the grammar accepts at a position. */
export interface ExpectedToken {
  /** The name of the token type, such as `Word`, `Text`, `Block`. */
  readonly type: string
  /** The word or operator if the token has only one form. */
  readonly text: string | undefined
  /** Whether `text` begins a statement. */
  readonly beginsStatement: boolean
  /** The grammar rules that are open at the position, outermost first. */
  readonly rules: readonly string[]
}

/** What the grammar accepts at a position, and the tokens of the statement before it. */
export interface Expected {
  readonly tokens: readonly ExpectedToken[]
  /** The images of the tokens before the position, from the beginning of the statement. */
  readonly before: readonly string[]
}

/** Maximum number of tokens of a statement that are considered; a longer set has lost its first entries. */
const maxTokens = 200

/**
 * Returns what the grammar accepts after the first `offset` characters of a text, from the statement in which the position is. The text may be
 * incomplete everywhere. Statements are found by their first words, so an error in one does not affect others.
 */
export function expectedAfter(text: string, offset: number): Expected {
  const { tokens } = tokenize(text.slice(0, offset))
  const statement = markClauses(withoutEntries(lastStatement(tokens, text)))
  const seen = new Map<string, ExpectedToken>()
  for (const { type, rules } of nextTokens(sharedGrammar().getGAstProductions()['statements']!, statement)) {
    const beginsStatement = type.CATEGORIES?.includes(Starter) === true && rules.at(-1) !== 'fact'
    seen.set(`${type.name} ${rules.join(' ')}`, { type: type.name, text: textOf(type), beginsStatement, rules })
  }
  return { tokens: [...seen.values()], before: statement.map(({ image }) => image) }
}

/** The words after a `Starter` that begins a line, or that follows a brace. */
function lastStatement(tokens: readonly IToken[], text: string): readonly IToken[] {
  for (let at = tokens.length - 1; at >= 0; at--) {
    const token = tokens[at]!
    if (token.tokenType === LeftBrace || token.tokenType === RightBrace) return tokens.slice(at + 1)
    if (tokenMatcher(token, Starter) && /(?:^|[\r\n{}])[^\S\r\n]*$/u.test(lineBefore(text, token.startOffset)))
      return tokens.slice(at)
  }
  return tokens
}

function lineBefore(text: string, offset: number): string {
  let start = offset
  while (start > 0 && !/[\r\n{}]/u.test(text[start - 1]!)) start--
  return text.slice(Math.max(0, start - 1), offset)
}

/** Drops entries from the middle of a long set: what may follow does not depend on how many there are. */
function withoutEntries(tokens: readonly IToken[]): readonly IToken[] {
  if (tokens.length <= maxTokens) return tokens
  const head = tokens.findIndex(({ image }) => image === ',')
  const tail = tokens.findIndex(({ image }, index) => index > tokens.length - maxTokens / 2 && image === ',')
  return head < 0 || tail <= head ? tokens.slice(-maxTokens) : [...tokens.slice(0, head), ...tokens.slice(tail)]
}

function textOf({ PATTERN, name, LABEL }: TokenType): string | undefined {
  if (typeof PATTERN === 'string') return PATTERN
  if (name === 'ThenBlock' || name === 'CostComma') return LABEL?.replaceAll('`', '')
  return reservedToken(name.toLowerCase()) === undefined ? undefined : name.toLowerCase()
}
