import type { GappedPattern } from './gapped-pattern.ts'

/** A pattern whose wildcards are all `*`. */
export interface StarCheck extends GappedPattern {
  readonly kind: 'stars'
  readonly pattern: number
}

/**
 * Whether a path contains the literals in order with no slash between them, the first at its beginning and the last at its end, or,
 * before a tail, at its end or before a slash. A literal with a slash has only one possible position, because its slash is the next
 * one of the path; others are taken at their earliest position, which leaves the most to the rest. So there is no backtracking:
 * O(path × literals) in the worst case.
 */
export function holdsStars(check: GappedPattern, path: string): boolean {
  const { head, middles, last } = check
  if (!path.startsWith(head)) return false
  let at = head.length
  for (const middle of middles) {
    const found = path.indexOf(middle, at)
    if (found === -1 || hasSlash(path, at, found)) return false
    at = found + middle.length
  }
  const end = check.hasTail ? endBeforeTail(last, path, at) : path.length
  const found = end - last.length
  return found >= at && path.startsWith(last, found) && !hasSlash(path, at, found)
}

/** Where the last literal has to end: at the slash, or the end of the path, that follows as many slashes as it contains. */
function endBeforeTail(last: string, path: string, from: number): number {
  let end = path.indexOf('/', from)
  for (let slash = last.indexOf('/'); slash !== -1 && end !== -1; slash = last.indexOf('/', slash + 1)) {
    end = path.indexOf('/', end + 1)
  }
  return end === -1 ? path.length : end
}

function hasSlash(path: string, from: number, to: number): boolean {
  const slash = path.indexOf('/', from)
  return slash !== -1 && slash < to
}
