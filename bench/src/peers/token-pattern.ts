/** The tokens as sources of regular expressions. */
export function tokenPatterns(tokens: readonly string[]): string[] {
  return tokens.map((token) => token.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
}
