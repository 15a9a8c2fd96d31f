import { hasToken, textMatches } from '@tidegate/model'
import { foldPath, foldPattern, parsePathPattern, pathMatches, type PathPattern, patternOf } from '@tidegate/values'
import type { Atom, PathReading } from '../logic/atom.ts'
import { foldedAutomaton, pathPartAutomaton, patternsAutomaton, targetPartAutomaton } from './pattern-automaton.ts'
import { lazyAutomaton, type TextAutomaton } from './text-automaton.ts'
import { oversizedAutomaton, scanLength, tokensAutomaton } from './tokens-automaton.ts'

/** An atom that examines the characters of a text. */
export type TextAtom = Extract<Atom, { kind: 'tokens' | 'patterns' | 'values' | 'match' | 'not-empty' | 'oversized' }>

/** Whether an atom examines the characters of a text. */
export function isTextAtom(atom: Atom): atom is TextAtom {
  return ['tokens', 'patterns', 'values', 'match', 'not-empty', 'oversized'].includes(atom.kind)
}

/** An atom prepared for evaluation. */
export interface TextQuestion {
  /** Whether it is true for a text, decided without the automaton. */
  readonly holds: (text: string) => boolean
  /** Accepts the texts for which it is true. */
  readonly automaton: () => TextAutomaton
  /** Texts for which it may be true, the shortest first. */
  readonly examples: readonly string[]
  /** All texts for which it can be true, if these are few. */
  readonly only?: readonly string[]
  /** Prefixes in lower case, one of which every matching path begins with; absent if there is no such restriction. */
  readonly beginnings?: readonly string[]
}

/** Prepares an atom. `blankIsEmpty`: blank texts count as empty, as in lists of texts. */
export function textQuestion(atom: TextAtom, blankIsEmpty: boolean): TextQuestion {
  const patterns = atom.kind === 'patterns' ? parsedPatterns(atom) : []
  const reading = 'reading' in atom ? atom.reading : undefined
  let automaton: TextAutomaton | undefined
  return {
    holds: (received) =>
      textHolds(atom, patterns, reading === undefined ? received : readText(received, reading), blankIsEmpty),
    automaton: () => (automaton ??= textAutomaton(atom, patterns, blankIsEmpty)),
    examples:
      atom.kind === 'patterns'
        ? patterns.flatMap((pattern) => [fill(pattern, ''), fill(pattern, 'x')])
        : examplesOf(atom),
    ...(atom.kind === 'patterns' && atom.reading.part !== 'whole' && { beginnings: patterns.map(beginningOf) }),
    ...(atom.kind === 'values' && (reading === undefined || reading.part === 'whole') && { only: atom.values }),
  }
}

function textHolds(atom: TextAtom, patterns: readonly PathPattern[], text: string, blankIsEmpty: boolean): boolean {
  switch (atom.kind) {
    case 'tokens':
      return atom.tokens.some((token) => hasToken(text, token))
    case 'patterns':
      return patterns.some((pattern) => pathMatches(pattern, text))
    case 'values':
      return atom.values.includes(text)
    case 'match':
      return textMatches(atom.operator, text, atom.value)
    case 'not-empty':
      return (blankIsEmpty ? text.trim() : text) !== ''
    case 'oversized':
      return text.length > scanLength
  }
}

/** The part of a target that an atom compares. */
function readText(received: string, { part, folded }: PathReading): string {
  if (part === 'whole') return received
  const text = part === 'path' ? received.split('?', 1)[0]! : received.startsWith('?') ? received.slice(1) : received
  return folded ? foldPath(text) : text
}

function textAutomaton(atom: TextAtom, patterns: readonly PathPattern[], blankIsEmpty: boolean): TextAutomaton {
  switch (atom.kind) {
    case 'tokens':
      return tokensAutomaton(atom.tokens)
    case 'patterns':
      return read(patternsAutomaton(patterns), atom.reading)
    case 'values':
      return read(patternsAutomaton(atom.values.map((text) => patternOf([{ kind: 'literal', text }]))), atom.reading)
    case 'match':
      return read(patternsAutomaton([matchPattern(atom)]), atom.reading)
    case 'not-empty':
      return read(notEmpty(blankIsEmpty), atom.reading)
    case 'oversized':
      return oversizedAutomaton()
  }
}

function examplesOf(atom: Exclude<TextAtom, { kind: 'patterns' }>): readonly string[] {
  switch (atom.kind) {
    case 'tokens':
      return atom.tokens.map(({ text }) => text)
    case 'values':
      return atom.values
    case 'match':
      return [atom.value, `${atom.value}x`, `x${atom.value}`]
    case 'not-empty':
      return ['x']
    case 'oversized':
      return ['x'.repeat(scanLength + 1)]
  }
}

function beginningOf({ pieces }: PathPattern): string {
  const [first] = pieces
  return first?.kind === 'literal' ? first.text.replace(/\/$/, '').toLowerCase() : ''
}

function fill({ pieces }: PathPattern, filling: string): string {
  const texts = pieces.map((piece) => {
    if (piece.kind === 'literal') return piece.text
    return piece.kind === 'tail' && filling !== '' ? `/${filling}` : filling
  })
  const text = texts.join('')
  return text.startsWith('/') ? text : `/${text}`
}

function parsedPatterns(atom: Extract<TextAtom, { kind: 'patterns' }>): readonly PathPattern[] {
  return atom.patterns.flatMap((text) => {
    const parsed = parsePathPattern(text)
    if (parsed.kind === 'fault') return []
    return [atom.reading.folded ? foldPattern(parsed.pattern) : parsed.pattern]
  })
}

function matchPattern({ operator, value }: Extract<TextAtom, { kind: 'match' }>): PathPattern {
  const any = { kind: 'globstar' } as const
  const literal = { kind: 'literal', text: value } as const
  switch (operator) {
    case 'contains':
      return patternOf([any, literal, any])
    case 'starts-with':
      return patternOf([literal, any])
    case 'ends-with':
      return patternOf([any, literal])
  }
}

function read(automaton: TextAutomaton, reading: PathReading | undefined): TextAutomaton {
  if (reading === undefined || reading.part === 'whole') return automaton
  const folded = reading.folded ? foldedAutomaton(automaton) : automaton
  return reading.part === 'path' ? pathPartAutomaton(folded) : targetPartAutomaton(folded)
}

function notEmpty(blankIsEmpty: boolean): TextAutomaton {
  return lazyAutomaton<boolean>(
    {
      start: false,
      key: String,
      next: (state, code) => state || !blankIsEmpty || String.fromCharCode(code).trim() !== '',
      accepts: (state) => state,
      fate: (state) => (state ? true : undefined),
    },
    new Set(blankIsEmpty ? [32] : []),
  )
}
