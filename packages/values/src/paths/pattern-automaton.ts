import type { PathPattern } from './path-pattern.ts'

/** A position in a pattern, and the characters that lead to the next position or back to this one. */
export interface PatternStep {
  /** The character that leads to the next position; -1 at the last one. */
  readonly code: number
  /** The characters that lead back to this position: those that a wildcard here matches. */
  readonly stays: 'none' | 'not-slash' | 'any'
}

/** A pattern as positions between its literal characters; a match begins at position 0. */
export interface PatternAutomaton {
  readonly steps: readonly PatternStep[]
  /** The positions at which a path may end. */
  readonly accepts: ReadonlySet<number>
}

/**
 * Builds the automaton of a pattern. It has no empty transitions: a wildcard is a loop at its position.
 *
 * ```
 *   /a*b/**      /     a     b       /
 *             0 ──► 1 ──► 2 ──► (3) ──► (4)
 *                        ╰ not /         ╰ any
 * ```
 */
export function patternAutomaton(pattern: PathPattern): PatternAutomaton {
  const codes: number[] = []
  const loops: PatternStep['stays'][] = ['none']
  const accepts = new Set<number>()
  const put = (text: string): void => {
    for (let at = 0; at < text.length; at++) {
      codes.push(text.charCodeAt(at))
      loops.push('none')
    }
  }
  for (const piece of pattern.pieces) {
    switch (piece.kind) {
      case 'literal':
        put(piece.text)
        break
      case 'star':
        loops[codes.length] = 'not-slash'
        break
      case 'globstar':
        loops[codes.length] = 'any'
        break
      case 'tail':
        accepts.add(codes.length)
        put('/')
        loops[codes.length] = 'any'
        break
    }
  }
  accepts.add(codes.length)
  return { steps: loops.map((stays, position) => ({ code: codes[position] ?? -1, stays })), accepts }
}
