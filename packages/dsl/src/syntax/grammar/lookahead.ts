import type { IToken, TokenType } from 'chevrotain'
import { vocabulary } from '../scan.ts'
import { isOfType } from '../token-type.ts'

/**
 * What decides in a rule, by operation and its number: `or0`, `option2`, `many0`. Of each alternative the rows of tokens with which it is
 * known: alternatives are parted by ` / `, rows by ` | `, names of tokens by a blank. An option has one alternative: that it is there.
 */
export type RuleLookahead = Readonly<Record<string, string>>

/** The alternatives that what comes next may begin, the first one first; of each, what must follow behind its first token. */
export type Choice = readonly { readonly alternative: number; readonly behind: readonly TokenType[] }[]

/** Decides by the next tokens. */
export type Decide = (next: IToken) => Choice

/** What a text of {@link RuleLookahead} decides. What a kind of token may begin is found out when one comes. */
export function decideBy(text: string): Decide {
  const known = new Map<TokenType, Choice>()
  let rows: readonly Row[] | undefined
  return (next) => {
    const found = known.get(next.tokenType)
    if (found !== undefined) return found
    rows ??= readRows(text)
    const choice = rows.filter(({ first }) => isOfType(next, first))
    known.set(next.tokenType, choice)
    return choice
  }
}

interface Row {
  readonly alternative: number
  readonly first: TokenType
  readonly behind: readonly TokenType[]
}

function readRows(text: string): readonly Row[] {
  return text.split(' / ').flatMap((rows, alternative) =>
    rows.split(' | ').map((row) => {
      const [first, ...behind] = row.split(' ').map(typeOf)
      return { alternative, first: first!, behind }
    }),
  )
}

const BY_NAME: ReadonlyMap<string, TokenType> = new Map(vocabulary.map((kind) => [kind.name, kind]))

function typeOf(name: string): TokenType {
  const type = BY_NAME.get(name)
  if (type === undefined) throw new TypeError(`there is no kind of token \`${name}\``)
  return type
}
