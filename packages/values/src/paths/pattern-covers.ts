import { patternAutomaton, type PatternAutomaton } from './pattern-automaton.ts'
import type { PathPattern } from './path-pattern.ts'

/**
 * Whether `pattern` matches nothing that `cover` does not match; `undefined` where that takes more than `budget` steps
 * to tell. Exact otherwise: inclusion of the two languages, over all texts. Compares characters as they are: fold both
 * first where paths are folded.
 */
export function patternCovers(cover: PathPattern, pattern: PathPattern, budget?: number): boolean | undefined {
  return patternsCover([cover], pattern, budget)
}

/**
 * Whether `pattern` matches nothing that none of `covers` matches: whether their union includes it. `undefined` where
 * that takes more than `budget` steps (default 100,000) to tell.
 *
 * It walks `pattern` beside the set of all places at which the covers may be, and looks for a place where `pattern`
 * may end and none of them.
 */
export function patternsCover(
  covers: readonly PathPattern[],
  pattern: PathPattern,
  budget: number = 100_000,
): boolean | undefined {
  const walked = patternAutomaton(pattern)
  const others = covers.map(patternAutomaton)
  const alphabet = alphabetOf([walked, ...others])
  const seen = new Set<string>()
  const open: { readonly place: number; readonly held: readonly (readonly number[])[] }[] = []
  let steps = 0
  visit(
    0,
    others.map(() => [0]),
  )
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    const { place, held } = state
    if (walked.accepts.has(place) && !held.some((at, index) => at.some((p) => others[index]!.accepts.has(p))))
      return false
    for (const code of alphabet) {
      const next = move(walked, [place], code)
      if (next.length === 0) continue
      const after = held.map((at, index) => move(others[index]!, at, code))
      steps += after.reduce((sum, at) => sum + at.length, 1)
      if (steps > budget) return undefined
      for (const to of next) visit(to, after)
    }
  }
  return true

  function visit(place: number, held: readonly (readonly number[])[]): void {
    const key = `${place}:${held.map((at) => at.join(',')).join(';')}`
    if (seen.has(key)) return
    seen.add(key)
    open.push({ place, held })
  }
}

/** Whether some text is matched by both patterns, compared character by character. O(product of their lengths). */
export function patternsOverlap(a: PathPattern, b: PathPattern): boolean {
  const first = patternAutomaton(a)
  const second = patternAutomaton(b)
  const alphabet = alphabetOf([first, second])
  const width = second.steps.length
  const seen = new Set([0])
  for (const pair of seen) {
    const place = Math.floor(pair / width)
    const other = pair % width
    if (first.accepts.has(place) && second.accepts.has(other)) return true
    for (const code of alphabet) {
      for (const to of move(first, [place], code)) {
        for (const otherTo of move(second, [other], code)) seen.add(to * width + otherTo)
      }
    }
  }
  return false
}

/** The characters that the automata tell apart: those they name, `/`, and one that stands for all others. */
function alphabetOf(automata: readonly PatternAutomaton[]): readonly number[] {
  const named = new Set([47])
  for (const { steps } of automata) for (const { code } of steps) if (code !== -1) named.add(code)
  let other = 0
  while (named.has(other)) other++
  return [...named, other]
}

/** The places, in ascending order, to which a character leads from any of the given ones. */
function move({ steps }: PatternAutomaton, places: readonly number[], code: number): readonly number[] {
  const next: number[] = []
  for (const place of places) {
    const step = steps[place]!
    if ((step.stays === 'any' || (step.stays === 'not-slash' && code !== 47)) && next.at(-1) !== place) next.push(place)
    if (step.code === code) next.push(place + 1)
  }
  return next
}
