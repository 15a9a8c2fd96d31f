import { parsePathPattern } from '@tidegate/values'
import { allOf, anyOf, type Condition, notOf, pathIn } from './condition.ts'
import { type PathReading, readPathRegex } from './path-patterns.ts'
import type { RequestReading } from './request-reading.ts'

/** Returns the condition that a path matches a regular expression, as far as it has an equivalent. */
export function readPathTest(source: string, ignoresCase: boolean, isExact: boolean): RequestReading {
  const reading = readPathRegex(source, ignoresCase)
  const { parts, lost, approximated } = reading
  const condition = parts.length === 0 ? undefined : conditionOfParts(parts, isExact)
  return {
    condition,
    lost: parts.length === 0 && lost.length === 0 ? [source] : lost,
    approximated,
    caseless: caselessOf(reading),
  }
}

/** Returns the patterns of a regular expression that ignores case. */
export function caselessOf({ ignoresCase, parts }: PathReading): readonly string[] {
  if (!ignoresCase) return []
  return parts.flatMap(({ patterns, except }) => [...patterns, ...except]).filter((pattern) => /[a-z]/i.test(pattern))
}

/** Returns the condition that a path matches one of some parts of a regular expression. */
export function conditionOfParts(parts: PathReading['parts'], isExact: boolean): Condition {
  const plain = parts.filter(({ except }) => except.length === 0).flatMap(({ patterns }) => patterns)
  const others = parts.filter(({ except }) => except.length > 0)
  return anyOf([
    ...(plain.length === 0 ? [] : [pathMatching(plain, isExact)]),
    ...others.map(({ patterns, except }) =>
      allOf([pathMatching(patterns, isExact), notOf(pathMatching(except, isExact))]),
    ),
  ])
}

/**
 * Returns the condition that a path matches one of some patterns. A pattern that ends with `/**` stands for what begins with the text
 * before its stars: if paths are compared exactly, it is written so that it does not match the path without the slash.
 */
export function pathMatching(patterns: readonly string[], isExact: boolean): Condition {
  if (patterns.length === 0) return { kind: 'never' }
  return pathIn(isExact ? patterns.map(withoutFolder) : patterns)
}

/** Returns a pattern that ends with `/**` in the form that does not match the path without the slash. */
export function withoutFolder(pattern: string): string {
  const exact = isFolder(pattern) ? `${pattern.slice(0, -2)}*/**` : pattern
  return parsePathPattern(exact).kind === 'pattern' ? exact : pattern
}

function isFolder(pattern: string): boolean {
  return pattern.endsWith('/**') && pattern !== '/**'
}
