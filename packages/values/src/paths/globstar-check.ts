import type { GappedPattern } from './gapped-pattern.ts'

/** A pattern whose wildcards are all `**`. */
export interface GlobstarCheck extends GappedPattern {
  readonly kind: 'globstars'
  readonly pattern: number
}

/**
 * Whether a path contains the literals in order, the first at its beginning and the last at its end, or, before a tail, at its end
 * or before a slash. Each literal is taken at its earliest position, which leaves the most to the others, so there is no
 * backtracking: O(path × literals) in the worst case, and one search per literal.
 */
export function holdsGlobstars(check: GappedPattern, path: string): boolean {
  const { head, middles, last } = check
  if (!path.startsWith(head)) return false
  let at = head.length
  for (const middle of middles) {
    const found = path.indexOf(middle, at)
    if (found === -1) return false
    at = found + middle.length
  }
  if (path.length - last.length >= at && path.endsWith(last)) return true
  if (!check.hasTail) return false
  for (let found = path.indexOf(last, at); found !== -1; found = path.indexOf(last, found + 1)) {
    if (path.charCodeAt(found + last.length) === 47) return true
  }
  return false
}
