import { distance } from 'fastest-levenshtein'

// WHY: names come from untrusted texts; a suggestion makes no sense for a name of a thousand letters, or among thousands of
// candidates.
const longestText = 64
const maxCandidates = 2_000

/**
 * Returns the candidate that was most likely intended: at most a third of its letters differ, at most three, ignoring case; of
 * equally close ones the first in alphabetical order. Undefined if none is close, and for very long texts or very many candidates.
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

/** The number of typing errors between two texts: letters changed, omitted or added; two swapped letters are one error. */
function slips(a: string, b: string): number {
  return a.length === b.length && sortLetters(a) === sortLetters(b) ? Math.min(1, distance(a, b)) : distance(a, b)
}

function sortLetters(text: string): string {
  return Array.from(text).toSorted().join('')
}
