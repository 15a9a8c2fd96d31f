import { patternAutomaton, type PatternAutomaton } from './pattern-automaton.ts'
import type { PathPattern } from './path-pattern.ts'

/**
 * Whether `cover` matches everything that `pattern` matches; `undefined` if that takes more than `budget` steps. Otherwise exact:
 * inclusion of the two languages, over all texts. Characters are compared as they are: fold both patterns first if paths are
 * folded.
 */
export function patternCovers(cover: PathPattern, pattern: PathPattern, budget?: number): boolean | undefined {
  return patternsCover([cover], pattern, budget)
}

/**
 * Whether the union of `covers` includes everything that `pattern` matches; `undefined` if that takes more than `budget` steps
 * (default 100,000). It advances `pattern` together with the set of all positions of the covers, and searches for a position where
 * `pattern` may end and no cover may.
 */
export function patternsCover(
  covers: readonly PathPattern[],
  pattern: PathPattern,
  budget: number = 100_000,
): boolean | undefined {
  const head = headOf(pattern)
  const alike = covers.filter((cover) => areAlike(headOf(cover), head))
  // Every pattern matches some text.
  if (alike.length === 0) return false
  const walked = patternAutomaton(pattern)
  const others = alike.map(patternAutomaton)
  const alphabet = alphabetOf([walked, ...others])
  const seen = new Set<string>()
  const open: Walk[] = []
  let steps = 0
  visit({ position: 0, held: others.map((cover) => ({ cover, positions: [0] })) })
  for (let walk = open.pop(); walk !== undefined; walk = open.pop()) {
    if (walked.accepts.has(walk.position) && !walk.held.some(mayEnd)) return false
    for (const code of alphabet) {
      const next = move(walked, [walk.position], code)
      if (next.length === 0) continue
      const held = walk.held.map(({ cover, positions }) => ({ cover, positions: move(cover, positions, code) }))
      steps += held.reduce((sum, { positions }) => sum + positions.length + 1, 1)
      if (steps > budget) return undefined
      const alive = held.filter(({ positions }) => positions.length > 0)
      for (const position of next) visit({ position, held: alive })
    }
  }
  return true

  function visit(walk: Walk): void {
    const key = `${walk.position}:${walk.held.map((held) => `${others.indexOf(held.cover)},${held.positions.join()}`).join(';')}`
    if (seen.has(key)) return
    seen.add(key)
    open.push(walk)
  }
}

/** What every text that matches the pattern begins with. */
function headOf({ pieces }: PathPattern): string {
  return pieces[0]?.kind === 'literal' ? pieces[0].text : ''
}

function areAlike(head: string, other: string): boolean {
  return head.startsWith(other) || other.startsWith(head)
}

/** A position of the pattern, and the positions of the covers that may still match. */
interface Walk {
  readonly position: number
  readonly held: readonly Held[]
}

interface Held {
  readonly cover: PatternAutomaton
  readonly positions: readonly number[]
}

function mayEnd({ cover, positions }: Held): boolean {
  return positions.some((position) => cover.accepts.has(position))
}

/** Whether any text matches both patterns, compared character by character. O(product of their lengths). */
export function patternsOverlap(a: PathPattern, b: PathPattern): boolean {
  if (!areAlike(headOf(a), headOf(b))) return false
  const first = patternAutomaton(a)
  const second = patternAutomaton(b)
  const alphabet = alphabetOf([first, second])
  const width = second.steps.length
  const seen = new Set([0])
  for (const pair of seen) {
    const position = Math.floor(pair / width)
    const other = pair % width
    if (first.accepts.has(position) && second.accepts.has(other)) return true
    for (const code of alphabet) {
      for (const to of move(first, [position], code)) {
        for (const otherTo of move(second, [other], code)) seen.add(to * width + otherTo)
      }
    }
  }
  return false
}

/** The characters that the automata distinguish: those in literals, `/`, and one that represents all others. */
function alphabetOf(automata: readonly PatternAutomaton[]): readonly number[] {
  const named = new Set([47])
  for (const { steps } of automata) for (const { code } of steps) if (code !== -1) named.add(code)
  let other = 0
  while (named.has(other)) other++
  return [...named, other]
}

/** The positions, in ascending order, that a character leads to from any of the given ones. */
function move({ steps }: PatternAutomaton, positions: readonly number[], code: number): readonly number[] {
  const next: number[] = []
  for (const position of positions) {
    const step = steps[position]!
    if ((step.stays === 'any' || (step.stays === 'not-slash' && code !== 47)) && next.at(-1) !== position)
      next.push(position)
    if (step.code === code) next.push(position + 1)
  }
  return next
}
