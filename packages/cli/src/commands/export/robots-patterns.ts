import type { Model, Test } from '@tidegate/model'
import { parsePathPattern, type PathPiece } from '@tidegate/values'

/** Patterns of robots.txt for a test on paths; undefined if it is not such a test, or no pattern is equivalent. */
export type RobotsPatterns = readonly string[] | undefined

type Part = 'path' | 'target'

/**
 * Returns patterns for a Disallow, which match only what the test matches. In a policy `*` stops at a slash, but in robots.txt it does not;
 * and a path ends where the query begins, but a robots.txt pattern also matches queries. Undefined if every pattern would match too much.
 */
export function narrowPatterns(model: Model, test: Test): RobotsPatterns {
  return patternsOf(model, test, narrow)
}

/** Returns patterns for an Allow, which match everything that the test matches. */
export function widePatterns(model: Model, test: Test): RobotsPatterns {
  return patternsOf(model, test, wide)
}

type Write = (pieces: readonly PathPiece[], part: Part) => RobotsPatterns

function patternsOf(model: Model, test: Test, write: Write): RobotsPatterns {
  if (test.kind === 'path-in') {
    const { include, except } = model.pathSets[test.set]!
    if (except.length > 0 && write === narrow) return undefined
    return joined(
      withoutFolders(include).map(({ pattern, isFolder }) => ofPattern(pattern, isFolder, test.subject, write)),
    )
  }
  if (test.kind !== 'text-in' && test.kind !== 'text-match') return undefined
  if (test.subject.kind !== 'path' && test.subject.kind !== 'target') return undefined
  const part = test.subject.kind
  if (test.kind === 'text-in') return joined(test.values.map((value) => write([literal(value)], part)))
  const pieces: readonly PathPiece[] = [
    ...(test.operator === 'starts-with' ? [] : [anything]),
    literal(test.value),
    ...(test.operator === 'ends-with' ? [] : [anything]),
  ]
  return write(pieces, part)
}

const anything: PathPiece = { kind: 'globstar' }

function literal(text: string): PathPiece {
  return { kind: 'literal', text }
}

function joined(parts: readonly RobotsPatterns[]): RobotsPatterns {
  return parts.includes(undefined) ? undefined : parts.flatMap((part) => part ?? [])
}

/** A pattern; `isFolder` if everything below it is in the set, too. */
interface WrittenPattern {
  readonly pattern: string
  readonly isFolder: boolean
}

/** Returns the patterns, with the two that importing `P/` of robots.txt gives, a folder and what is below it, as one. */
function withoutFolders(patterns: readonly string[]): readonly WrittenPattern[] {
  const all = new Set(patterns)
  const folderOf = (pattern: string): string => (pattern.endsWith('/') ? pattern : `${pattern}/`)
  return patterns
    .filter((pattern) => !pattern.endsWith('/*/**') || !hasFolder(all, pattern.slice(0, -'*/**'.length)))
    .map((pattern) => ({ pattern, isFolder: all.has(`${folderOf(pattern)}*/**`) }))
}

function hasFolder(all: ReadonlySet<string>, folder: string): boolean {
  return all.has(folder) || all.has(folder.slice(0, -1))
}

function ofPattern(text: string, isFolder: boolean, part: Part, write: Write): RobotsPatterns {
  const parsed = parsePathPattern(text)
  if (parsed.kind !== 'pattern') return []
  if (!isFolder) return write(parsed.pattern.pieces, part)
  const below = parsePathPattern(text.endsWith('/') ? `${text}**` : `${text}/**`)
  const inside = below.kind === 'pattern' ? write(below.pattern.pieces, part) : []
  // WHY: `/**` also matches the folder without its slash, which differs where paths match exactly.
  return text.endsWith('/') ? inside?.filter((pattern) => pattern.endsWith('/')) : inside
}

/** Only the end of a path pattern may be open: `*` in robots.txt would also match the query. */
function narrow(pieces: readonly PathPiece[], part: Part): RobotsPatterns {
  const last = pieces.at(-1)
  const inner = last?.kind === 'globstar' || last?.kind === 'tail' ? pieces.slice(0, -1) : pieces
  if (inner.some(({ kind }) => kind === 'star') || (part === 'path' && inner.some(({ kind }) => kind !== 'literal'))) {
    return undefined
  }
  const body = written(inner)
  if (part === 'path' && inner.some((piece) => piece.kind === 'literal' && piece.text.includes('?'))) return []
  if (last?.kind === 'globstar') return [body === '' ? '/' : body]
  if (last?.kind === 'tail') return [`${body}/`, `${body}$`]
  return part === 'path' ? [`${body}$`, `${body}?`] : [`${body}$`]
}

function wide(pieces: readonly PathPiece[], part: Part): RobotsPatterns {
  const last = pieces.at(-1)
  const open = last?.kind === 'globstar' || last?.kind === 'tail'
  const body = written(open ? pieces.slice(0, -1) : pieces)
  if (last?.kind === 'globstar') return [body === '' ? '/' : body]
  const query = part === 'path' ? [`${body}?`] : []
  return last?.kind === 'tail' ? [`${body}/`, `${body}$`, ...query] : [`${body}$`, ...query]
}

function written(pieces: readonly PathPiece[]): string {
  return pieces.map((piece) => (piece.kind === 'literal' ? escaped(piece.text) : '*')).join('')
}

/** Escapes characters that have a meaning in robots.txt. */
function escaped(text: string): string {
  return text.replaceAll(
    /[^!"%-)+-~]|#/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  )
}
