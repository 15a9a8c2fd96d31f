import type { PathPattern } from './path-pattern.ts'

/** Where a walk through a pattern can go from one place: on to the next by one character, or nowhere by others. */
export interface PatternStep {
  /** The character that leads to the next place; -1 at the last. */
  readonly code: number
  /** The characters that lead back to this place: those that a wildcard here may swallow. */
  readonly stays: 'none' | 'not-slash' | 'any'
}

/** A pattern as places between its literal characters; a walk begins at place 0. */
export interface PatternAutomaton {
  readonly steps: readonly PatternStep[]
  /** The places at which a path may end. */
  readonly accepts: ReadonlySet<number>
}

/**
 * The automaton of a pattern. It has no empty moves: a wildcard is a loop at the place where it stands.
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
  return { steps: loops.map((stays, place) => ({ code: codes[place] ?? -1, stays })), accepts }
}
