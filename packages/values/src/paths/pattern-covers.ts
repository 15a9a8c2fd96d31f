import { type Budget, createBudget } from '../budget/budget.ts'
import { knownPattern } from './known-pattern.ts'
import type { PatternAutomaton } from './pattern-automaton.ts'
import { acceptsText, meets, moveBits, patternBits, type PatternBits } from './pattern-bits.ts'
import { areAlike, headOf } from './pattern-ends.ts'
import { textsOfPattern } from './texts-of-pattern.ts'
import type { PathPattern } from './path-pattern.ts'

/**
 * Whether `cover` matches everything that `pattern` matches; `undefined` if that takes more steps than the `budget` has (default 100,000).
 * Otherwise exact: inclusion of the two languages, over all texts. Characters are compared as they are: fold both patterns first if paths are
 * folded.
 */
export function patternCovers(cover: PathPattern, pattern: PathPattern, budget?: Budget): boolean | undefined {
  return patternsCover([cover], pattern, budget)
}

/**
 * Whether the union of `covers` includes everything that `pattern` matches; `undefined` if that takes more steps than the `budget` has (default
 * 100,000). It advances `pattern` together with the set of all positions of the covers, and searches for a position where `pattern` may end and
 * no cover may. Two texts of the pattern are tried first: usually one of them is outside all covers.
 */
export function patternsCover(
  covers: readonly PathPattern[],
  pattern: PathPattern,
  budget: Budget = createBudget(100_000),
): boolean | undefined {
  const head = headOf(pattern)
  const alike = covers.filter((cover) => areAlike(headOf(cover), head))
  if (!budget.spend(covers.length)) return undefined
  // Every pattern matches some text.
  if (alike.length === 0) return false
  const { automaton } = knownPattern(pattern)
  const [only] = alike
  const isOne = only !== undefined && alike.length === 1
  const length = isOne ? 0 : alike.reduce((sum, { pieces }) => sum + lengthOf(pieces), automaton.steps.length)
  if (!budget.spend(4 * length)) return undefined
  const bits = isOne ? knownPattern(only).bits : patternBits(alike)
  for (const text of textsOfPattern(pattern)) {
    if (!budget.spend(1 + Math.ceil((text.length * bits.words) / 2))) return undefined
    if (!acceptsText(bits, text)) return false
  }
  return isCovered(automaton, bits, budget)
}

function isCovered(walked: PatternAutomaton, bits: PatternBits, budget: Budget): boolean | undefined {
  const alphabet = alphabetOf(walked, bits)
  const seen = new Set<string>()
  const open: Walk[] = []
  visit({ position: 0, row: bits.starts.slice() })
  for (let walk = open.pop(); walk !== undefined; walk = open.pop()) {
    const { position, row } = walk
    if (walked.accepts.has(position) && !meets(row, bits.accepts)) return false
    const { code: own, stays } = walked.steps[position]!
    for (const code of stays === 'none' ? [own] : alphabet) {
      if (code === -1) continue
      const isStaying = stays === 'any' || (stays === 'not-slash' && code !== 47)
      if (!isStaying && code !== own) continue
      // The row is written as a text to recognise it, which costs more than the move.
      if (!budget.spend(8 + 8 * row.length)) return undefined
      const next = row.slice()
      moveBits(next, bits, code)
      if (isStaying) visit({ position, row: next })
      if (code === own) visit({ position: position + 1, row: next })
    }
  }
  return true

  function visit(walk: Walk): void {
    const key = `${walk.position}:${walk.row.join()}`
    if (seen.has(key)) return
    seen.add(key)
    open.push(walk)
  }
}

/** A position of the pattern, and the positions of the covers that may still match. */
interface Walk {
  readonly position: number
  readonly row: Uint32Array
}

function lengthOf(pieces: PathPattern['pieces']): number {
  return pieces.reduce((sum, piece) => sum + (piece.kind === 'literal' ? piece.text.length : 1), 1)
}

/** The characters that the automata distinguish: those in literals, `/`, and one that represents all others. */
function alphabetOf({ steps }: PatternAutomaton, { codes }: PatternBits): readonly number[] {
  const named = new Set([47, ...codes])
  for (const { code } of steps) if (code !== -1) named.add(code)
  let other = 0
  while (named.has(other)) other++
  return [...named, other]
}
