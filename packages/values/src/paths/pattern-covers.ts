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
  visit({ place: 0, held: others.map((cover) => ({ cover, places: [0] })) })
  for (let walk = open.pop(); walk !== undefined; walk = open.pop()) {
    if (walked.accepts.has(walk.place) && !walk.held.some(mayEnd)) return false
    for (const code of alphabet) {
      const next = move(walked, [walk.place], code)
      if (next.length === 0) continue
      const held = walk.held.map(({ cover, places }) => ({ cover, places: move(cover, places, code) }))
      steps += held.reduce((sum, { places }) => sum + places.length + 1, 1)
      if (steps > budget) return undefined
      const alive = held.filter(({ places }) => places.length > 0)
      for (const place of next) visit({ place, held: alive })
    }
  }
  return true

  function visit(walk: Walk): void {
    const key = `${walk.place}:${walk.held.map((held) => `${others.indexOf(held.cover)},${held.places.join()}`).join(';')}`
    if (seen.has(key)) return
    seen.add(key)
    open.push(walk)
  }
}

/** What every text that the pattern matches begins with. */
function headOf({ pieces }: PathPattern): string {
  return pieces[0]?.kind === 'literal' ? pieces[0].text : ''
}

function areAlike(head: string, other: string): boolean {
  return head.startsWith(other) || other.startsWith(head)
}

/** A place of the pattern, and the places at which those covers may be that are still in the running. */
interface Walk {
  readonly place: number
  readonly held: readonly Held[]
}

interface Held {
  readonly cover: PatternAutomaton
  readonly places: readonly number[]
}

function mayEnd({ cover, places }: Held): boolean {
  return places.some((place) => cover.accepts.has(place))
}

/** Whether some text is matched by both patterns, compared character by character. O(product of their lengths). */
export function patternsOverlap(a: PathPattern, b: PathPattern): boolean {
  if (!areAlike(headOf(a), headOf(b))) return false
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
