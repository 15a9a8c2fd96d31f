import { parsePathPattern } from '@tidegate/values'
import { regexSequences, type RegexSequence } from './regex-sequences.ts'

/** Returns the path patterns that a regular expression over paths describes; undefined if it has no equivalent. */
export function patternsOfRegex(source: string): readonly string[] | undefined {
  return patternsOfSequences(regexSequences(source))
}

/** Returns the path patterns that a regular expression over file names describes: the beginning of a name follows a slash. */
export function patternsOfFileRegex(source: string): readonly string[] | undefined {
  const behindSlash = regexSequences(source)?.map(([first, ...rest]): RegexSequence => {
    if (first === undefined) return []
    return first.kind === 'start' ? [{ kind: 'text', text: '/' }, ...rest] : [first, ...rest]
  })
  return patternsOfSequences(behindSlash)
}

/** Returns the target patterns that a regular expression over the query (without its question mark) describes. */
export function patternsOfQueryRegex(source: string): readonly string[] | undefined {
  const sequences = regexSequences(source)
  const patterns = sequences?.map((sequence) => {
    const isAtStart = sequence[0]?.kind === 'start'
    const isAtEnd = sequence.at(-1)?.kind === 'end'
    const inner = sequence.slice(isAtStart ? 1 : 0, isAtEnd ? -1 : undefined)
    const parts = inner.map((piece) =>
      piece.kind === 'text' ? escaped(piece.text) : piece.kind === 'any' ? '**' : undefined,
    )
    if (inner.length === 0 || parts.includes(undefined)) return undefined
    return checked(`/**?${isAtStart ? '' : '**'}${parts.join('')}${isAtEnd ? '' : '**'}`.replaceAll(/\*{3,}/g, '**'))
  })
  const known = patterns?.filter((pattern) => pattern !== undefined)
  return known === undefined || known.length < (patterns?.length ?? 0) ? undefined : [...new Set(known)]
}

function patternsOfSequences(sequences: readonly RegexSequence[] | undefined): readonly string[] | undefined {
  if (sequences === undefined) return undefined
  const patterns: string[] = []
  for (const sequence of sequences) {
    const read = patternsOfSequence(sequence)
    if (read === undefined) return undefined
    patterns.push(...read)
  }
  return patterns.length === 0 ? undefined : [...new Set(patterns)]
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

function patternsOfSequence(sequence: RegexSequence): readonly string[] | undefined {
  const isAtStart = sequence[0]?.kind === 'start'
  const isAtEnd = sequence.at(-1)?.kind === 'end'
  const inner = sequence.slice(isAtStart ? 1 : 0, isAtEnd ? -1 : undefined)
  let pattern = ''
  for (const piece of inner) {
    switch (piece.kind) {
      case 'text':
        pattern += escaped(piece.text)
        break
      case 'any':
        pattern += '**'
        break
      case 'segment':
        pattern += '*'
        break
      case 'start':
      case 'end':
      case 'edge':
        return undefined
    }
  }
  const suffix = isAtEnd ? '' : '**'
  if (isAtStart) return all([pattern.startsWith('/') ? `${pattern}${suffix}` : `/${pattern}${suffix}`])
  // A text that starts with a slash may be at the beginning or after anything; other texts come after at least the first slash.
  return all(pattern.startsWith('/') ? [`${pattern}${suffix}`, `/**${pattern}${suffix}`] : [`/**${pattern}${suffix}`])
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
