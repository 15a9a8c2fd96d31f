import { always, anyOf, type Condition } from '../draft/condition.ts'
import { withoutFolder } from '../draft/path-condition.ts'
import { patternOfPrefix, patternsOfFile, readFileRegex } from '../draft/path-patterns.ts'
import { leanPaths } from './lean-patterns.ts'
import { pathCondition } from './apache-test.ts'
import type { ApacheDirective } from './parse-apache.ts'
import { type ApacheReading, shown } from './reading.ts'

/** The paths of a section: patterns of which one must match, and a condition that must also be true. */
export interface FilePatterns {
  readonly patterns: readonly string[] | undefined
  readonly also: Condition
}

/**
 * Returns the patterns of a path and what is below it; undefined for a path that no request has. If paths are compared exactly, a path that
 * ends with a slash does not match without it.
 */
export function prefixPatterns(prefix: string, exactPaths = false): readonly string[] | undefined {
  if (!prefix.startsWith('/')) return undefined
  const pattern = patternOfPrefix(`${prefix.replace(/\/+$/, '')}/`)
  if (pattern === undefined) return undefined
  return [exactPaths && prefix.endsWith('/') ? withoutFolder(pattern) : pattern]
}

/**
 * Returns the paths of `<Files name>`: with the name in any segment, since the segments after the name of a file are passed to it.
 * Undefined if a wildcard has no equivalent.
 */
export function filesNamed(name: string, isLean: boolean): FilePatterns | undefined {
  const patterns = patternsOfFile(name)
  if (patterns === undefined) return undefined
  if (isLean) return { patterns: undefined, also: leanPaths(patterns.map((pattern) => `${pattern}/**`)) }
  return { patterns: patterns.flatMap((pattern) => [pattern, `${pattern}/**`]), also: always }
}

/** Returns the paths of `<FilesMatch pattern>`; undefined if nothing of the pattern has an equivalent. */
export function filesOfRegex(
  source: string,
  directive: ApacheDirective,
  reading: ApacheReading,
): FilePatterns | undefined {
  const read = readFileRegex(source)
  const { conditions } = pathCondition(read, directive, shown(directive), reading)
  if (conditions.length === 0) return undefined
  const condition = anyOf(conditions)
  return condition.kind === 'test' && condition.patterns !== undefined
    ? { patterns: condition.patterns, also: always }
    : { patterns: undefined, also: condition }
}
