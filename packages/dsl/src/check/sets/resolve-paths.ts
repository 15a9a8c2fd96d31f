import type { Span } from '@tidegate/model'
import { parsePathPattern, type PathPattern } from '@tidegate/values'
import type { Name } from '../../syntax/ast/leaves.ts'
import type { PathEntry, PathSet } from '../../syntax/ast/sets.ts'
import type { Checking } from '../checking.ts'
import type { Declared } from '../declared.ts'
import { lookUp } from '../scope.ts'
import type { Unit } from '../unit.ts'
import { spendEntries } from './spend-entries.ts'
import { withoutCycles } from './without-cycles.ts'
import type { ResolvedPaths, PathParts, PlacedPattern } from './resolved.ts'

const empty: ResolvedPaths = { any: { patterns: [], sets: [] }, except: { patterns: [], sets: [] } }

type DeclaredPaths = Extract<Declared, { kind: 'paths' }>

/** Returns the content of a declared set of paths. `span` is where its name is used. */
export function resolveDeclaredPaths(checking: Checking, paths: DeclaredPaths, span: Span): ResolvedPaths {
  return withoutCycles(checking, paths, span, () => resolvePaths(checking, paths.unit, paths.set), empty)
}

/** Returns the content of a set of paths of a file. */
function resolvePaths(checking: Checking, unit: Unit, set: PathSet): ResolvedPaths {
  const known = checking.resolved.paths.get(set)
  if (known !== undefined) return known
  const resolved = { any: readParts(checking, unit, set.entries), except: readParts(checking, unit, set.except) }
  checking.resolved.paths.set(set, resolved)
  return resolved
}

/** Returns the combined content of entries of a set of paths. */
export function readParts(checking: Checking, unit: Unit, entries: readonly PathEntry[]): PathParts {
  const own: PlacedPattern[] = []
  const named = new Map<string, PlacedPattern>()
  const sets = new Set<ResolvedPaths>()
  for (const entry of entries) {
    if (entry.kind === 'pattern') {
      if (!spendEntries(checking, 1, entry.span)) break
      const pattern = readPattern(checking, entry.text, entry.span)
      if (pattern !== undefined) own.push(pattern)
      continue
    }
    const inner = readName(checking, unit, entry.name)
    if (inner === undefined || !spendEntries(checking, inner.any.patterns.length, entry.span)) continue
    if (isEmpty(inner.except)) {
      for (const pattern of inner.any.patterns) named.set(pattern.text, named.get(pattern.text) ?? pattern)
      for (const set of inner.any.sets) sets.add(set)
    } else {
      sets.add(inner)
    }
  }
  return { patterns: [...own, ...named.values()], sets: [...sets] }
}

function isEmpty({ patterns, sets }: PathParts): boolean {
  return patterns.length === 0 && sets.length === 0
}

function readName(checking: Checking, unit: Unit, name: Name): ResolvedPaths | undefined {
  const paths = lookUp(checking, unit, name, ['paths'])
  return paths === undefined ? undefined : resolveDeclaredPaths(checking, paths, name.span)
}

function readPattern(checking: Checking, text: string, span: Span): PlacedPattern | undefined {
  const { report, spent, limits, pathsMatchExactly } = checking
  const parsed = parsePathPattern(text)
  if (parsed.kind === 'fault') {
    report.add('TG215', span, `\`${text}\`: ${parsed.reason}`, {
      help: 'a pattern begins with `/`; `*` matches any characters except `/`, and `**` matches any characters',
    })
    return undefined
  }
  if (isOpen(parsed.pattern) && ++spent.openPathPatterns > limits.openPathPatterns) {
    report.add('TG356', span, `expected at most ${limits.openPathPatterns} path patterns that begin with a wildcard`)
  }
  return { text: pathsMatchExactly ? text : foldPatternText(text), span }
}

/** Whether a pattern begins with a wildcard, directly or after its first slash, and is longer than that. */
function isOpen({ pieces }: PathPattern): boolean {
  const [first] = pieces
  return pieces.length > 1 && (first?.kind !== 'literal' || first.text === '/')
}

/** Returns a pattern's text in lower case without a trailing slash, the form of folded paths. */
function foldPatternText(text: string): string {
  const lower = /[A-Z]/.test(text) ? text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text
  return lower.length > 1 && lower.endsWith('/') ? lower.slice(0, -1) : lower
}
