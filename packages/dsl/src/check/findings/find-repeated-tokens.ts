import type { Findable } from './findable.ts'

const maxTokens = 500

/**
 * TG404: a token that is already in the set. A longer token that contains a shorter one (`bytespider` and `spider`) is not
 * reported: it identifies a bot more precisely, and `per bot` counts by it.
 */
export function findRepeatedTokens({ checking }: Findable): void {
  for (const { tokens } of checking.resolved.bots.values()) {
    if (tokens.length > maxTokens) continue
    for (const [at, token] of tokens.entries()) {
      const text = token.text.toLowerCase()
      const cover = tokens.find((other, index) => {
        if (index === at || other.text.toLowerCase() !== text) return false
        return other.word === token.word ? index < at : !other.word
      })
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
