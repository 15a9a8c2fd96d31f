import type { PlacedToken } from '../sets/resolved.ts'
import type { Findable } from './findable.ts'

/**
 * TG404: a token that is already in the set. A longer token that contains a shorter one (`bytespider` and `spider`) is not
 * reported: it identifies a bot more precisely, and `per bot` counts by it.
 */
export function findRepeatedTokens({ checking }: Findable): void {
  for (const { tokens } of checking.resolved.bots.values()) {
    const firsts = firstsOf(tokens)
    for (const [at, token] of tokens.entries()) {
      const { plain, word } = firsts.get(token.text.toLowerCase()) ?? {}
      // A word is covered by any plain token; otherwise, the first of equal tokens stays.
      const before = [token.word ? plain : undefined, token.word ? word : plain]
      const covers = before.filter((first) => first !== undefined && (first.at < at || first.token.word !== token.word))
      const cover = covers.toSorted((x, y) => (x?.at ?? 0) - (y?.at ?? 0))[0]?.token
      if (cover === undefined) continue
      checking.report.add(
        'TG404',
        token.span,
        `\`${token.text}\` adds nothing: \`${cover.text}\` is already in the set`,
        {
          help: 'tokens are case-insensitive, and a token matches everything that its `word` form matches',
          related: [{ span: cover.span, message: 'it is here' }],
        },
      )
    }
  }
}

/** The first tokens with one text: the first that is found anywhere, and the first that is only found as a word. */
interface Firsts {
  plain?: First
  word?: First
}

interface First {
  readonly at: number
  readonly token: PlacedToken
}

function firstsOf(tokens: readonly PlacedToken[]): ReadonlyMap<string, Firsts> {
  const firsts = new Map<string, Firsts>()
  for (const [at, token] of tokens.entries()) {
    const text = token.text.toLowerCase()
    const known = firsts.get(text) ?? {}
    firsts.set(text, known)
    if (token.word) known.word ??= { at, token }
    else known.plain ??= { at, token }
  }
  return firsts
}
