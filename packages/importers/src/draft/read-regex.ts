import type { PathTextPart } from '@tidegate/values'
import { endOfAlternative, maxSequences, parseRegex, type RegexPiece, type RegexSequence } from './parse-regex.ts'

/** A piece of what a text looks like: a literal, or any characters (in `segment`, except slashes). `edge` is a boundary of a word. */
export type MatchPiece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'any' | 'segment' }
  | { readonly kind: 'edge' }

/** One way to match a regular expression: somewhere in a text unless it begins or ends with the text. */
export interface RegexMatch {
  readonly pieces: readonly MatchPiece[]
  readonly fromStart: boolean
  readonly toEnd: boolean
  /** What does not match nevertheless. */
  readonly except: readonly RegexMatch[]
}

/** What a regular expression matches, and what about it cannot be expressed. */
export interface RegexReading {
  readonly matches: readonly RegexMatch[]
  readonly ignoresCase: boolean
  /** The sources of alternatives that are left out. */
  readonly lost: readonly string[]
  /** How some alternatives differ from the regular expression, as sentences without a period. */
  readonly approximated: readonly string[]
}

/**
 * Reads a regular expression (PCRE or RE2, with an optional `(?i)`) that consists of literal text, alternatives, character classes, repetitions
 * at its ends, `.*`, `[^/]*`, anchors and negative look-aheads. Alternatives that contain anything else are listed as lost.
 * `maxProduct` is the maximum number of combinations of alternatives that stand one after another.
 */
export function readRegex(source: string, ignoresCase = false, maxProduct: number = maxSequences): RegexReading {
  const { plain, ...flag } = withoutFlag(source)
  const ignores = ignoresCase || flag.ignoresCase
  const { sequences, lost } = parseRegex(plain, ignores, maxProduct)
  const matches: RegexMatch[] = []
  const alsoLost: string[] = []
  const approximated = new Set(blank.test(plain) ? ['`\\s` is read as a blank'] : [])
  for (const sequence of sequences) {
    try {
      for (const resolved of withoutEdges(sequence)) matches.push(matchOf(resolved, (why) => approximated.add(why)))
    } catch (error) {
      if (!(error instanceof NotExpressible)) throw error
      alsoLost.push(sourceOf(sequence))
    }
  }
  return { matches, ignoresCase: ignores, lost: [...lost, ...alsoLost], approximated: [...approximated] }
}

const blank = /(?<!\\)(?:\\\\)*\\s/

/** Returns a regular expression without its leading `(?i)` or `(?s)`, or without the `(?i:…)` around all of it. */
function withoutFlag(source: string): { readonly plain: string; readonly ignoresCase: boolean } {
  const [whole, flags] = /^\(\?([is]+)\)/.exec(source) ?? []
  if (whole !== undefined) return { plain: source.slice(whole.length), ignoresCase: flags?.includes('i') === true }
  const asWritten = { plain: source, ignoresCase: false }
  if (!source.startsWith('(?i:')) return asWritten
  let at = endOfAlternative(source, 4)
  while (source[at] === '|') at = endOfAlternative(source, at + 1)
  return at === source.length - 1 ? { plain: source.slice(4, -1), ignoresCase: true } : asWritten
}

class NotExpressible extends Error {}

const nothing: RegexMatch = { pieces: [], fromStart: true, toEnd: true, except: [] }

/** Replaces repetitions next to an open end, where their minimum is enough. */
function withoutEdges(sequence: RegexSequence): readonly RegexSequence[] {
  const at = sequence.findIndex((piece, index) => {
    if (piece.kind !== 'many') return false
    const [before, after] = [sequence[index - 1], sequence[index + 1]]
    return before === undefined || after === undefined || before.kind === 'any' || after.kind === 'any'
  })
  const many = sequence[at]
  if (many?.kind !== 'many') return [sequence]
  const least: readonly RegexSequence[] = many.min === 0 ? [[]] : many.of
  return least.flatMap((each) =>
    withoutEdges(joinTexts([...sequence.slice(0, at), ...each, ...sequence.slice(at + 1)])),
  )
}

function joinTexts(pieces: readonly RegexPiece[]): RegexSequence {
  const all: RegexPiece[] = []
  for (const piece of pieces) {
    const last = all.at(-1)
    if (last?.kind === 'text' && piece.kind === 'text')
      all[all.length - 1] = { kind: 'text', text: last.text + piece.text }
    else all.push(piece)
  }
  return all
}

type Approximates = (why: string) => void

function matchOf(sequence: RegexSequence, approximates: Approximates): RegexMatch {
  const isAtStart = sequence[0]?.kind === 'start'
  const isAtEnd = sequence.at(-1)?.kind === 'end'
  const inner = sequence.slice(isAtStart ? 1 : 0, isAtEnd && sequence.length > (isAtStart ? 1 : 0) ? -1 : undefined)
  const exceptions: RegexMatch[] = []
  const pieces: RegexPiece[] = []
  for (const [index, piece] of inner.entries()) {
    if (piece.kind === 'start' || piece.kind === 'end' || piece.kind === 'many') throw new NotExpressible()
    if (piece.kind !== 'not') {
      const isLast = index === inner.length - 1 && !isAtEnd
      if (piece.kind === 'other' && !isLast) throw new NotExpressible()
      const isOpen = isLast && (piece.kind === 'dot' || piece.kind === 'other')
      const read: RegexPiece = isOpen ? { kind: piece.kind === 'dot' ? 'any' : 'segment', min: 1 } : piece
      const last = pieces.at(-1)
      if (read.kind === 'segment' && last?.kind === 'segment') {
        if (read.min === 1 && last.min === 1) approximates('`[^/]+` may match fewer characters')
        pieces[pieces.length - 1] = { kind: 'segment', min: read.min === 1 ? 1 : last.min }
      } else pieces.push(read)
      continue
    }
    const before = pieces.slice()
    if (before.length === 0 && !isAtStart) {
      if (!piece.of.every((excluded) => isElsewhere(excluded, inner[index + 1]))) throw new NotExpressible()
      continue
    }
    if (before.some(({ kind }) => kind !== 'text')) throw new NotExpressible()
    for (const excluded of piece.of) {
      const whole = [...(isAtStart ? [{ kind: 'start' } as const] : []), ...before, ...excluded]
      for (const resolved of withoutEdges(joinTexts(whole))) exceptions.push(matchOf(resolved, approximates))
    }
    if (!isAtStart) approximates(`what contains both ${sourceOf([piece])} and another match is not matched`)
  }
  return openedEnds(joinTexts(pieces), isAtStart, isAtEnd, exceptions, approximates)
}

/** Whether what a look-ahead excludes cannot be where the next piece is, so that it excludes nothing. */
function isElsewhere([first]: RegexSequence, next: RegexPiece | undefined): boolean {
  if (first?.kind !== 'text' || next?.kind !== 'text') return false
  const [one, other] = [first.text.toLowerCase(), next.text.toLowerCase()]
  return !one.startsWith(other) && !other.startsWith(one)
}

/** Removes wildcards at the ends, and reads wildcards that stand for at least one character. */
function openedEnds(
  given: RegexSequence,
  isAtStart: boolean,
  isAtEnd: boolean,
  exceptions: RegexMatch[],
  approximates: Approximates,
): RegexMatch {
  let pieces = given
  let [fromStart, toEnd] = [isAtStart, isAtEnd]
  const onlyText = (some: RegexSequence): boolean => some.every(({ kind }) => kind === 'text')
  const last = pieces.at(-1)
  if (last?.kind === 'segment' && toEnd && last.min === 1) {
    const rest = pieces.slice(0, -1)
    const isExact = onlyText(rest) && (fromStart || rest.length === 1) && endsWithSlash(rest)
    if (isExact) exceptions.push({ pieces: plainPieces(rest, approximates), fromStart, toEnd, except: [] })
    else approximates('`[^/]+` may be empty')
  }
  const isWildcard = (piece: RegexPiece, isOpen: boolean): boolean =>
    piece.kind === 'any' || (piece.kind === 'segment' && isOpen)
  const after: RegexPiece[] = []
  while (pieces.length > 0 && isWildcard(pieces.at(-1)!, !toEnd)) {
    after.unshift(pieces.at(-1)!)
    pieces = pieces.slice(0, -1)
    toEnd = false
  }
  const needed = after.filter((piece) => 'min' in piece && piece.min === 1)
  const [only, ...others] = needed
  if (only !== undefined) {
    const isNext = only.kind === 'any' || (after[0] === only && endsWithSlash(pieces))
    const isAlone = others.length === 0 && isNext
    if (pieces.length === 0 && fromStart && after[0]?.kind === 'segment') throw new NotExpressible()
    if (isAlone && pieces.length === 0 && !fromStart) exceptions.push(nothing)
    else if (isAlone && fromStart && onlyText(pieces))
      exceptions.push({ pieces: plainPieces(pieces, approximates), fromStart, toEnd: true, except: [] })
    else approximates(`\`${only.kind === 'any' ? '.+' : '[^/]+'}\` at the end may be empty`)
  }
  while (pieces.length > 0 && isWildcard(pieces[0]!, !fromStart)) {
    const [first] = pieces
    if (first !== undefined && 'min' in first && first.min === 1)
      approximates(`\`${first.kind === 'any' ? '.+' : '[^/]+'}\` at the beginning may be empty`)
    pieces = pieces.slice(1)
    fromStart = false
  }
  return { pieces: plainPieces(pieces, approximates), fromStart, toEnd, except: exceptions }
}

function endsWithSlash(pieces: RegexSequence): boolean {
  const last = pieces.at(-1)
  return last?.kind === 'text' && last.text.endsWith('/')
}

function plainPieces(pieces: RegexSequence, approximates: Approximates): readonly MatchPiece[] {
  const plain = pieces.map((piece, index): RegexPiece => {
    switch (piece.kind) {
      case 'dot':
        approximates('each `.` that stands for any character is read as a dot')
        return { kind: 'text', text: '.' }
      case 'segment': {
        const [before, after] = [pieces[index - 1], pieces[index + 1]]
        const isBetween =
          before?.kind === 'text' && before.text.endsWith('/') && after?.kind === 'text' && after.text.startsWith('/')
        if (piece.min === 1 && !isBetween && after !== undefined) approximates('`[^/]+` may be empty')
        return piece
      }
      case 'any':
        if (piece.min === 1) approximates('`.+` may be empty')
        return piece
      case 'other':
      case 'many':
      case 'not':
      case 'start':
      case 'end':
        throw new NotExpressible()
      case 'text':
      case 'edge':
        return piece
    }
  })
  return joinTexts(plain).map((piece): MatchPiece => {
    switch (piece.kind) {
      case 'text':
        return piece
      case 'any':
      case 'segment':
      case 'edge':
        return { kind: piece.kind }
      case 'dot':
      case 'other':
      case 'many':
      case 'not':
      case 'start':
      case 'end':
        throw new NotExpressible()
    }
  })
}

/** Returns which part of a text a match is that consists of one text. */
export function partOfMatch({ fromStart, toEnd }: RegexMatch): PathTextPart {
  if (fromStart) return toEnd ? 'whole' : 'start'
  return toEnd ? 'end' : 'middle'
}

/** Returns a match as a regular expression for messages, without its exceptions. */
export function sourceOfMatch({ pieces, fromStart, toEnd }: RegexMatch): string {
  const inner = pieces.map((piece): RegexPiece => {
    switch (piece.kind) {
      case 'text':
      case 'edge':
        return piece
      case 'any':
      case 'segment':
        return { kind: piece.kind, min: 0 }
    }
  })
  return `${fromStart ? '^' : ''}${sourceOf(inner)}${toEnd ? '$' : ''}`
}

/** Returns a regular expression for messages. */
function sourceOf(sequence: RegexSequence): string {
  return sequence
    .map((piece) => {
      switch (piece.kind) {
        case 'text':
          return piece.text
        case 'dot':
          return '.'
        case 'other':
          return '[^/]'
        case 'any':
          return piece.min === 0 ? '.*' : '.+'
        case 'segment':
          return piece.min === 0 ? '[^/]*' : '[^/]+'
        case 'many':
        case 'not':
          return piece.source
        case 'start':
          return '^'
        case 'end':
          return '$'
        case 'edge':
          return String.raw`\b`
      }
    })
    .join('')
}
