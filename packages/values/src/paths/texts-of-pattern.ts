import type { PathPattern } from './path-pattern.ts'

/**
 * Two texts that a pattern matches: one with characters in place of its wildcards that policies do not mention, and one with nothing. O(length).
 */
export function textsOfPattern({ pieces }: PathPattern): readonly [string, string] {
  const write = (star: string, globstar: string, tail: string): string => {
    const texts = { star, globstar, tail }
    return pieces.map((piece) => (piece.kind === 'literal' ? piece.text : texts[piece.kind])).join('')
  }
  return [write('\u0001', '\u0001/\u0001', '/\u0001'), write('', '', '')]
}
