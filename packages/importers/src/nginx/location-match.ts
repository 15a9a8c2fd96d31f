import type { Condition } from '../draft/condition.ts'
import { type KnownPatterns, knownPatterns } from '../draft/known-patterns.ts'
import { caselessOf, conditionOfParts, pathMatching } from '../draft/path-condition.ts'
import { type PathPart, patternOfPath, patternOfPrefix, readPathRegex } from '../draft/path-patterns.ts'
import type { Directive } from './parse-nginx.ts'
import type { ConditionReading } from './request-condition.ts'

/** The requests that a `location` matches by itself, and the locations in it. */
export interface LocationMatch {
  readonly directive: Directive
  /** `first` is `^~`: a prefix for which regular expressions are not tested. */
  readonly kind: 'exact' | 'first' | 'prefix' | 'regex'
  /** The text in the configuration. */
  readonly text: string
  /** Patterns of which each path that it matches matches at least one. */
  readonly known: KnownPatterns
  readonly condition: Condition
  /** The paths that it matches, as patterns with exceptions. */
  readonly parts: readonly PathPart[]
  /** The path without the final slash, if nginx redirects requests for it to the location. */
  readonly folder?: string
  /** Whether the location refuses all requests, so that other rules make no difference there. */
  readonly isShut: boolean
  readonly inner: readonly LocationMatch[]
}

/** Receives a remark about a location. */
export type RemarkLocation = (location: Directive, message: string) => void

/** Reads the locations of a block. Named locations match no request, and those without an equivalent are left out, with a remark. */
export function readLocations(
  block: readonly Directive[],
  reading: ConditionReading,
  remark: RemarkLocation,
): readonly LocationMatch[] {
  return block
    .filter(({ name, args }) => name === 'location' && args[0]?.startsWith('@') !== true)
    .flatMap((directive) => matchOf(directive, block, reading, remark) ?? [])
}

function matchOf(
  directive: Directive,
  siblings: readonly Directive[],
  reading: ConditionReading,
  remarkOn: RemarkLocation,
): LocationMatch | undefined {
  const { args, block = [] } = directive
  const [first = '', second] = args
  const joined = /^(=|\^~|~\*?)(.+)$/s.exec(first)
  const [modifier, text] = second === undefined ? [joined?.[1] ?? '', joined?.[2] ?? first] : [first, second]
  const inner = readLocations(block, reading, remarkOn)
  const remark = (message: string): void => remarkOn(directive, message)
  const rest = { directive, text, inner, isShut: isShut(block) }
  const at = `location ${args.join(' ')}`
  switch (modifier) {
    case '=':
      return literal('exact', patternOfPath(encoded(text)))
    case '^~':
      return literal('first', patternOfPrefix(encoded(text)))
    case '':
      return literal('prefix', patternOfPrefix(encoded(text)))
    case '~':
    case '~*': {
      const read = readPathRegex(text, modifier === '~*')
      for (const source of read.parts.length === 0 ? [] : read.lost)
        remark(`${at}: ${source} is not imported, because it has no equivalent; other rules apply there`)
      for (const why of read.approximated) remark(`${at}: ${why}`)
      const patterns = read.parts.flatMap((part) => part.patterns)
      if (patterns.length === 0) {
        if (read.lost.length === 0) remark(`${at} matches no path, because paths begin with a slash`)
        else remark(`${at} is not imported; the rules of the enclosing block apply there`)
        return undefined
      }
      reading.caseless(directive, caselessOf(read))
      const condition = conditionOfParts(read.parts, reading.exactPaths)
      return {
        ...rest,
        kind: 'regex',
        known: knownPatterns(patterns, reading.exactPaths),
        condition,
        parts: read.parts,
      }
    }
    default:
      remark(`${at} is not imported: ${modifier} is not known`)
      return undefined
  }

  function literal(kind: LocationMatch['kind'], pattern: string | undefined): LocationMatch | undefined {
    if (pattern === undefined || !text.startsWith('/')) {
      remark(`${at}: nginx compares decoded paths, so that no ordinary request matches it`)
      return undefined
    }
    // nginx redirects the path without the slash if it passes requests on from there, unless that is a location too.
    const isFolder =
      text.length > 1 &&
      text.endsWith('/') &&
      block.some(({ name }) => name.endsWith('_pass')) &&
      !siblings.some((other) => other.name === 'location' && other.args.at(-1) === text.slice(0, -1))
    const condition = pathMatching([pattern], reading.exactPaths)
    const folder = isFolder && reading.exactPaths ? patternOfPath(encoded(text.slice(0, -1))) : undefined
    const known = knownPatterns([pattern], reading.exactPaths)
    const parts = [{ patterns: [pattern], except: [] }]
    return { ...rest, kind, known, condition, parts, ...(folder !== undefined && { folder }) }
  }
}

/** Returns a decoded path in the form of patterns. */
function encoded(text: string): string {
  return text.replaceAll(/[%?#]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
}

function isShut(block: readonly Directive[]): boolean {
  const leaving = ['location', 'if', 'satisfy', 'rewrite', 'error_page', 'limit_except', 'break']
  if (block.some(({ name }) => leaving.includes(name))) return false
  const answer = block.find(({ name }) => name === 'return')
  if (answer !== undefined) return /^[45]\d\d$/.test(answer.args[0] ?? '')
  const first = block.find(({ name }) => name === 'allow' || name === 'deny')
  return first?.name === 'deny' && first.args[0] === 'all'
}
