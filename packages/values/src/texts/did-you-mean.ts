import { distance } from 'fastest-levenshtein'

// WHY: names come from texts that nobody trusts; nobody meant a name of a thousand letters, or looks for one among thousands.
const longestText = 64
const maxCandidates = 2_000

/**
 * The candidate that a reader most likely meant: at most a third of its letters away, at most three, case ignored; of equally
 * near ones the first in alphabetical order. Undefined where none is near, and for very long texts and very many candidates.
 */
export function didYouMean(text: string, candidates: Iterable<string>): string | undefined {
  if (text.length > longestText) return undefined
  const wanted = text.toLowerCase()
  let best: string | undefined
  let bestDistance = Math.min(3, Math.max(1, Math.floor(text.length / 3)))
  let left = maxCandidates
  for (const candidate of candidates) {
    if (left-- <= 0) return undefined
    if (candidate === text || Math.abs(candidate.length - text.length) > bestDistance) continue
    const away = slips(wanted, candidate.toLowerCase())
    if (away > bestDistance || (away === bestDistance && best !== undefined && best <= candidate)) continue
    best = candidate
    bestDistance = away
  }
  return best
}

/** How many slips of the hand lie between two texts: letters changed, left out or added; letters in another order are one. */
function slips(a: string, b: string): number {
  return a.length === b.length && sortLetters(a) === sortLetters(b) ? Math.min(1, distance(a, b)) : distance(a, b)
}

function sortLetters(text: string): string {
  return Array.from(text).toSorted().join('')
}
