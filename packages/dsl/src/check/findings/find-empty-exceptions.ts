import { ipSetIsEmpty, ipSetsMeet, parsePathPattern, type PathPattern, patternsOverlap } from '@tidegate/values'
import type { PathParts } from '../sets/resolved.ts'
import { unionOfParts } from '../sets/resolved-addresses.ts'
import type { Findable } from './findable.ts'

/** TG405: an exception without effect, because none of its values are in the set. */
export function findEmptyExceptions(findable: Findable): void {
  findInAddresses(findable)
  findInPaths(findable)
}

function findInAddresses({ checking }: Findable): void {
  for (const { parts, except } of checking.resolved.addresses.values()) {
    if (except.length === 0) continue
    const all = unionOfParts(parts)
    for (const { set, text, span } of except) {
      if (ipSetIsEmpty(set) || ipSetsMeet(all, set)) continue
      checking.report.add('TG405', span, `\`except ${text}\` has no effect: none of its addresses are in the list`)
    }
  }
}

function findInPaths({ checking, work }: Findable): void {
  for (const { any, except } of checking.resolved.paths.values()) {
    if (any.sets.length > 0 || except.patterns.length === 0) continue
    const patterns = read(any)
    for (const { text, span } of work.each(except.patterns, (pattern) => pattern.span)) {
      const [pattern] = readOne(text)
      if (pattern === undefined || patterns.some((other) => patternsOverlap(other, pattern, work) !== false)) continue
      checking.report.add(
        'TG405',
        span,
        `\`except ${checking.sourceText(span)}\` has no effect: none of its paths are in the set`,
      )
    }
  }
}

function read({ patterns }: PathParts): readonly PathPattern[] {
  return patterns.flatMap(({ text }) => readOne(text))
}

function readOne(text: string): readonly PathPattern[] {
  const parsed = parsePathPattern(text)
  return parsed.kind === 'pattern' ? [parsed.pattern] : []
}
