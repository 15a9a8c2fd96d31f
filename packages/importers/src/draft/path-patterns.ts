import { parsePathPattern } from '@tidegate/values'
import { regexSequences, type RegexSequence } from './regex-texts.ts'

/** The path patterns that a regular expression over paths means; undefined where it cannot be said in patterns. */
export function patternsOfRegex(source: string): readonly string[] | undefined {
  return patternsOfSequences(regexSequences(source))
}

/** The path patterns that a regular expression over names of files means: what begins a name stands behind a slash. */
export function patternsOfFileRegex(source: string): readonly string[] | undefined {
  const behindSlash = regexSequences(source)?.map(([first, ...rest]): RegexSequence => {
    if (first === undefined) return []
    return first.kind === 'start' ? [{ kind: 'text', text: '/' }, ...rest] : [first, ...rest]
  })
  return patternsOfSequences(behindSlash)
}

/** The patterns of targets that a regular expression over the query means, without its question mark. */
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

/** The pattern of paths that begin with a text; undefined where that can be none. */
export function patternOfPrefix(prefix: string): string | undefined {
  return checked(prefix === '/' ? '/**' : `${escaped(prefix)}**`)
}

/** The pattern of one path. */
export function patternOfPath(path: string): string | undefined {
  return checked(escaped(path))
}

/** The patterns of files of a name, which may hold `*`, in any folder; undefined where that can be none. */
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
  const behind = isAtEnd ? '' : '**'
  if (isAtStart) return all([pattern.startsWith('/') ? `${pattern}${behind}` : `/${pattern}${behind}`])
  // What begins with a slash may stand at the beginning or behind anything; the rest stands behind at least the first slash.
  return all(pattern.startsWith('/') ? [`${pattern}${behind}`, `/**${pattern}${behind}`] : [`/**${pattern}${behind}`])
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
