import { parsePathPattern } from '@tidegate/values'
import { type RegexMatch, type RegexReading, readRegex, sourceOfMatch } from './read-regex.ts'

/** Path patterns, without those of some exceptions. */
export interface PathPart {
  readonly patterns: readonly string[]
  readonly except: readonly string[]
}

/** The paths that a regular expression describes, and what about it cannot be expressed. */
export interface PathReading {
  readonly parts: readonly PathPart[]
  readonly ignoresCase: boolean
  /** The sources of alternatives that are left out. */
  readonly lost: readonly string[]
  /** How some patterns differ from the regular expression, as sentences without a period. */
  readonly approximated: readonly string[]
}

/** What a regular expression is compared with: a decoded path, a path as it is sent, or the query of a target. */
type Compared = 'path' | 'sent' | 'query'

/** Reads a regular expression over decoded paths that begin with a slash; alternatives without an equivalent are listed as lost. */
export function readPathRegex(source: string, ignoresCase = false): PathReading {
  return readMatches(source, ignoresCase, 'path')
}

/**
 * Reads a regular expression over paths relative to a folder, which ends with a slash: of `/blog/post`, `post` for the folder `/blog/`.
 * Alternatives without an equivalent are listed as lost.
 */
export function readPathRegexBelow(folder: string, source: string, ignoresCase = false): PathReading {
  const below = (match: RegexMatch): RegexMatch => ({
    ...match,
    fromStart: true,
    pieces: withTextInFront(folder, match.fromStart ? match.pieces : [{ kind: 'any' }, ...match.pieces]),
    except: match.except.map(below),
  })
  const { matches, ...rest } = readRegex(source, ignoresCase)
  return readingOf({ ...rest, matches: matches.map(below) }, 'path')
}

/**
 * Reads a regular expression over the names of files as patterns of paths with such a name in any segment, since the segments after a
 * file's name are passed to it. Alternatives without an equivalent are listed as lost.
 */
export function readFileRegex(source: string, ignoresCase = false): PathReading {
  const { matches, ...rest } = readRegex(source, ignoresCase)
  const named = (match: RegexMatch): RegexMatch => {
    const pieces = match.pieces.map((piece) => (piece.kind === 'any' ? { kind: 'segment' as const } : piece))
    const begun = match.fromStart ? withTextInFront('/', pieces) : pieces
    return { ...match, fromStart: false, pieces: begun, except: match.except.map(named) }
  }
  const reading = readingOf({ ...rest, matches: matches.map(named) }, 'path')
  const withRest = (patterns: readonly string[]): readonly string[] =>
    patterns.flatMap((pattern) => (pattern.endsWith('**') ? [pattern] : [pattern, `${pattern}/**`]))
  return {
    ...reading,
    parts: reading.parts.map((part) => ({ patterns: withRest(part.patterns), except: withRest(part.except) })),
  }
}

/** Returns the path patterns of some matches, of paths that begin with a slash. */
export function readPathMatches(reading: RegexReading): PathReading {
  return readingOf(reading, 'path')
}

/**
 * Returns the path patterns of one match, in which `%` begins an escape; no patterns if no path is like that, and undefined if there is no
 * equivalent.
 */
export function patternsOfSentPath(match: RegexMatch): readonly string[] | undefined {
  return patternsOfMatch({ ...match, except: [] }, 'sent', () => {})
}

/** Returns the target patterns of some matches, of queries without their question mark. */
export function readQueryMatches(reading: RegexReading): PathReading {
  return readingOf(reading, 'query')
}

/** Reads a regular expression over queries as target patterns; alternatives without an equivalent are listed as lost. */
export function readQueryRegex(source: string, ignoresCase = false): PathReading {
  return readMatches(source, ignoresCase, 'query')
}

/** Returns the pattern of paths that start with a string; undefined if there is no such pattern. */
export function patternOfPrefix(prefix: string): string | undefined {
  return checked(prefix === '/' ? '/**' : `${escaped(prefix)}**`)
}

/** Returns the pattern of one path; undefined if there is no such pattern. */
export function patternOfPath(path: string): string | undefined {
  return checked(escaped(path))
}

/** Returns the patterns of files with a name, which may contain `*`, in any directory; undefined if there is no such pattern. */
export function patternsOfFile(name: string): readonly string[] | undefined {
  if (/[?[\]/]/.test(name) || name === '') return undefined
  const text = name.split('*').map(escaped).join('*')
  return all([`/${text}`, `/**/${text}`])
}

function readMatches(source: string, ignoresCase: boolean, compared: Compared): PathReading {
  return readingOf(readRegex(source, ignoresCase), compared)
}

function readingOf(
  { matches, ignoresCase, lost, approximated }: ReturnType<typeof readRegex>,
  compared: Compared,
): PathReading {
  const parts: PathPart[] = []
  const alsoLost: string[] = []
  const more = new Set(approximated)
  for (const match of matches) {
    const part = partOf(match, compared, (why) => more.add(why))
    if (part === undefined) alsoLost.push(sourceOfMatch(match))
    else parts.push(part)
  }
  return { parts, ignoresCase, lost: [...lost, ...alsoLost], approximated: [...more] }
}

function partOf(match: RegexMatch, compared: Compared, approximates: (why: string) => void): PathPart | undefined {
  const patterns = patternsOfMatch(match, compared, approximates)
  const except = match.except.map((each) => patternsOfMatch(each, compared, approximates))
  if (patterns === undefined || except.includes(undefined)) return undefined
  return { patterns, except: except.flatMap((each) => each ?? []) }
}

function patternsOfMatch(
  match: RegexMatch,
  compared: Compared,
  approximates: (why: string) => void,
): readonly string[] | undefined {
  const { pieces, fromStart, toEnd } = match
  // Such a beginning may be empty, and a slash follow.
  if (compared !== 'query' && fromStart && pieces[0]?.kind === 'segment') return undefined
  if (pieces.length === 0 && fromStart && toEnd) return compared === 'query' ? undefined : []
  let pattern = ''
  for (const piece of pieces) {
    switch (piece.kind) {
      case 'text':
        if (compared === 'query') {
          if (/[(){},"#*\s]/.test(piece.text))
            approximates('one of `(){},"#*` or a blank is written as `*`, which matches more')
          pattern += piece.text.replaceAll(/[(){},"#*\s]/g, '*')
        } else if (piece.text.includes('?')) return undefined
        else pattern += escaped(compared === 'sent' ? piece.text : piece.text.replaceAll('%', '%25'))
        break
      case 'any':
        pattern += '**'
        break
      case 'segment':
        pattern += '*'
        break
      case 'edge':
        return undefined
    }
  }
  const suffix = toEnd ? '' : '**'
  if (compared === 'query') return all([`/**?${fromStart ? '' : '**'}${pattern}${suffix}`])
  const isRooted = pattern.startsWith('/')
  if (fromStart) return isRooted ? all([`${pattern}${suffix}`]) : pieces.length === 0 ? ['/**'] : []
  // A text that starts with a slash may be at the beginning or after anything; other texts come after at least the first slash.
  return all(isRooted ? [`${pattern}${suffix}`, `/**${pattern}${suffix}`] : [`/**${pattern}${suffix}`])
}

function withTextInFront(text: string, [first, ...rest]: RegexMatch['pieces']): RegexMatch['pieces'] {
  if (first?.kind === 'text') return [{ kind: 'text', text: text + first.text }, ...rest]
  return [{ kind: 'text', text }, ...(first === undefined ? [] : [first]), ...rest]
}

function all(patterns: readonly string[]): readonly string[] | undefined {
  const good = patterns.map((pattern) => checked(pattern.replaceAll(/\*{3,}/g, '**')))
  return good.every((pattern) => pattern !== undefined) ? good : undefined
}

function escaped(text: string): string {
  return text.replaceAll(
    /[*\s,(){}"#]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  )
}

function checked(pattern: string): string | undefined {
  return parsePathPattern(pattern).kind === 'pattern' ? pattern : undefined
}
