import { distance } from 'fastest-levenshtein'

/**
 * The candidate that a reader most likely meant: at most a third of its letters away, at most three, case ignored; of equally
 * near ones the first in alphabetical order. Undefined where none is near. O(candidates × length²).
 */
export function didYouMean(text: string, candidates: Iterable<string>): string | undefined {
  const wanted = text.toLowerCase()
  let best: string | undefined
  let bestDistance = Math.min(3, Math.max(1, Math.floor(text.length / 3))) + 1
  for (const candidate of [...new Set(candidates)].toSorted()) {
    // WHY: the lengths alone tell most candidates apart, and names may come from an untrusted text.
    if (candidate === text || Math.abs(candidate.length - text.length) >= bestDistance) continue
    const lower = candidate.toLowerCase()
    // Two letters that changed places are one slip of the hand.
    const away = sortLetters(lower) === sortLetters(wanted) ? 1 : distance(wanted, lower)
    if (away < bestDistance) {
      best = candidate
      bestDistance = away
    }
  }
  return best
}

function sortLetters(text: string): string {
  return Array.from(text).toSorted().join('')
}
