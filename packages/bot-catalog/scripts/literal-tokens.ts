/** The result for a pattern: the literal strings that it matches, or why there are none. */
export type LiteralTokens =
  | { readonly kind: 'tokens'; readonly tokens: readonly LiteralToken[] }
  | { readonly kind: 'none'; readonly reason: string }

export interface LiteralToken {
  readonly text: string
  /** Whether the pattern is anchored, so that the string must occur as a word. */
  readonly word: boolean
}

const maxVariants = 8

/**
 * Returns the literal strings of a regular expression that hardly uses the syntax: escapes, `[wW]`, `(Bot|SiteAudit)`,
 * alternatives, anchors and `(^| )`, which become word boundaries. Other expressions have no literal meaning. Case is dropped,
 * since tokens are compared without regard to case.
 */
export function literalTokens(pattern: string): LiteralTokens {
  const unanchored = pattern
    .replaceAll('(^| )', '^')
    .replaceAll('([^-]|$)', '$')
    .replaceAll(/\[([a-zA-Z])([a-zA-Z])\]/g, (whole, one: string, other: string) =>
      one.toLowerCase() === other.toLowerCase() ? one.toLowerCase() : whole,
    )
  const expanded = expand(unanchored)
  if (expanded === undefined) return { kind: 'none', reason: 'a regular expression without a literal meaning' }
  const tokens: LiteralToken[] = []
  for (const alternative of expanded) {
    const anchored = alternative.startsWith('^') || alternative.endsWith('$')
    const text = alternative.replace(/^\^/, '').replace(/\$$/, '').replaceAll(/\\(.)/g, '$1').toLowerCase().trim()
    if (/[^\\](?:[[\](){}*+?^$|])|\\[a-zA-Z]/.test(` ${alternative.replace(/^\^/, '').replace(/\$$/, '')}`)) {
      return { kind: 'none', reason: 'a regular expression without a literal meaning' }
    }
    if (/[^\\]\./.test(` ${alternative}`))
      return { kind: 'none', reason: 'a regular expression without a literal meaning' }
    if (!tokens.some((token) => token.text === text)) tokens.push({ text, word: anchored && /[a-z0-9]$/.test(text) })
  }
  return { kind: 'tokens', tokens }
}

/** Returns the alternatives of a pattern with its groups expanded; undefined if there are too many. */
function expand(pattern: string): readonly string[] | undefined {
  const group = /(?<!\\)\(((?:[^()\\]|\\.)*)\)/.exec(pattern)
  if (group === null) return pattern.split(/(?<!\\)\|/)
  const variants = (group[1] ?? '').split(/(?<!\\)\|/).map((part) => {
    return expand(pattern.slice(0, group.index) + part + pattern.slice(group.index + group[0].length))
  })
  const all = variants.flatMap((variant) => variant ?? [])
  return variants.includes(undefined) || all.length > maxVariants ? undefined : all
}
