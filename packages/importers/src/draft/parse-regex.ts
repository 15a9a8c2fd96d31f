import { charactersOfClass, charactersOfEscape, endOfClass } from './character-class.ts'

/** A piece of a sequence, in the order in which a regular expression contains it. */
export type RegexPiece =
  | { readonly kind: 'text'; readonly text: string }
  /** Any one character, or any one except a slash. */
  | { readonly kind: 'dot' | 'other' }
  /** Any characters, or any except a slash; `min` is their minimum number. */
  | { readonly kind: 'any' | 'segment'; readonly min: 0 | 1 }
  /** `min` or more of some sequences one after another. */
  | {
      readonly kind: 'many'
      readonly of: readonly RegexSequence[]
      readonly min: 0 | 1
      readonly source: string
    }
  /** What follows matches none of some sequences. */
  | { readonly kind: 'not'; readonly of: readonly RegexSequence[]; readonly source: string }
  | { readonly kind: 'start' | 'end' | 'edge' }

/** One of the sequences that a regular expression matches. */
export type RegexSequence = readonly RegexPiece[]

/** The sequences of a regular expression, and the source of each alternative that cannot be read. */
export interface ParsedRegex {
  readonly sequences: readonly RegexSequence[]
  readonly lost: readonly string[]
}

/** The maximum number of sequences, and so of alternatives. */
export const maxSequences = 20_000
const maxDepth = 40

/**
 * Parses a regular expression (PCRE) that consists of literal text, alternatives, character classes, repetitions, anchors and negative
 * look-aheads. Alternatives that contain anything else are listed in `lost`, or the whole expression if a flag or quotation may change
 * what the rest means. `maxProduct` is the maximum number of combinations of alternatives; alternatives by themselves do not count.
 * Linear in the number and length of the sequences.
 */
export function parseRegex(text: string, ignoresCase: boolean, maxProduct: number = maxSequences): ParsedRegex {
  if (changesTheRest.test(text)) return { sequences: [], lost: [text] }
  let at = 0
  let depth = 0
  const lost: string[] = []

  /** Reads alternatives up to the end or a closing parenthesis. `isWhole`: each one must be readable. */
  function alternatives(isWhole: boolean): readonly RegexSequence[] {
    const all: RegexSequence[] = []
    let count = 0
    let failed = 0
    for (;;) {
      const begin = at
      const known = lost.length
      const outer = depth
      count += 1
      try {
        for (const each of sequence()) all.push(each)
      } catch (error) {
        if (!(error instanceof TooComplex) || isWhole) throw error
        lost.length = known
        depth = outer
        at = endOfAlternative(text, begin)
        lost.push(text.slice(begin, at))
        failed += 1
      }
      if (text[at] !== '|') break
      at += 1
    }
    if (failed === count) throw new TooComplex()
    return all
  }

  function sequence(): readonly RegexSequence[] {
    let all: readonly RegexSequence[] = [[]]
    while (at < text.length && text[at] !== '|' && text[at] !== ')') {
      const next = factor()
      const product = all.length * next.length
      const isProduct = all.length > 1 && next.length > 1
      if (product > maxSequences || (isProduct && product > maxProduct)) throw new TooComplex()
      all = all.flatMap((front) => next.map((back) => joined(front, back)))
    }
    return all
  }

  function factor(): readonly RegexSequence[] {
    const begin = at
    const read = atom()
    const [sign] = /^(?:[?*+]|\{\d+(?:,\d*)?\})[?+]?/.exec(text.slice(at, at + 16)) ?? []
    if (sign === undefined) return read
    at += sign.length
    // A possessive repetition does not give back what it has matched.
    if (sign.length > 1 && sign.endsWith('+')) throw new TooComplex()
    const [least, most] = countsOf(sign)
    if (least === 0 && most === 1) return [...read, []]
    const source = text.slice(begin, at)
    if (most === Number.POSITIVE_INFINITY && least <= 1) return [[repeated(read, least as 0 | 1, source)]]
    return counted(read, least, most, source, maxProduct)
  }

  function atom(): readonly RegexSequence[] {
    const character = text[at]!
    at += 1
    switch (character) {
      case '^':
        return [[{ kind: 'start' }]]
      case '$':
        return [[{ kind: 'end' }]]
      case '.':
        return [[{ kind: 'dot' }]]
      case '(':
        return group()
      case '[':
        return characterClass()
      case '\\':
        return escape()
      case '*':
      case '+':
      case '?':
        throw new TooComplex()
      default:
        return [[{ kind: 'text', text: character }]]
    }
  }

  function group(): readonly RegexSequence[] {
    const begin = at - 1
    const [, sign = ''] = /^\?(i?:|!|P?<\w+>|'\w+')/.exec(text.slice(at, at + 64)) ?? []
    if ((text[at] === '?' && sign === '') || (sign === 'i:' && !ignoresCase)) throw new TooComplex()
    if (sign !== '') at += sign.length + 1
    depth += 1
    if (depth > maxDepth) throw new TooComplex()
    const inner = alternatives(sign === '!')
    depth -= 1
    if (text[at] !== ')') throw new TooComplex()
    at += 1
    return sign === '!' ? [[{ kind: 'not', of: inner, source: text.slice(begin, at) }]] : inner
  }

  function characterClass(): readonly RegexSequence[] {
    const end = endOfClass(text, at)
    if (end === undefined) throw new TooComplex()
    const members = text.slice(at, end)
    at = end + 1
    if (members === '^/' || members === '^\\/') return [[{ kind: 'other' }]]
    return each(charactersOfClass(members))
  }

  function escape(): readonly RegexSequence[] {
    const character = text[at] ?? ''
    at += 1
    if (character === 'b') return [[{ kind: 'edge' }]]
    if (character === 's') return [[{ kind: 'text', text: ' ' }]]
    if (character === 'A') return [[{ kind: 'start' }]]
    if (character === 'z' || character === 'Z') return [[{ kind: 'end' }]]
    return each(charactersOfEscape(character))
  }

  function each(characters: string | undefined): readonly RegexSequence[] {
    if (characters === undefined || characters === '') throw new TooComplex()
    const known = new Set(ignoresCase && characters.length > 1 ? characters.toLowerCase() : characters)
    return Array.from(known, (character) => [{ kind: 'text', text: character }])
  }

  try {
    const sequences = alternatives(false)
    return at === text.length ? { sequences, lost } : { sequences: [], lost: [text] }
  } catch (error) {
    if (error instanceof TooComplex) return { sequences: [], lost: lost.length > 0 ? lost : [text] }
    throw error
  }
}

/** Flags for a part of an expression, such as `(?x)`, and `\Q…\E`. */
const changesTheRest = /(?<!\\)(?:\\\\)*(?:\(\?[\^a-zA-Z-]+\)|\\Q)/

class TooComplex extends Error {}

function countsOf(sign: string): readonly [number, number] {
  if (sign.startsWith('?')) return [0, 1]
  if (sign.startsWith('*')) return [0, Number.POSITIVE_INFINITY]
  if (sign.startsWith('+')) return [1, Number.POSITIVE_INFINITY]
  const [, least = '0', comma, most = ''] = /\{(\d+)(,?)(\d*)\}/.exec(sign) ?? []
  const open = comma === '' ? Number(least) : most === '' ? Number.POSITIVE_INFINITY : Number(most)
  return [Number(least), open]
}

function repeated(read: readonly RegexSequence[], min: 0 | 1, source: string): RegexPiece {
  const [only] = read
  const piece = read.length === 1 && only?.length === 1 ? only[0] : undefined
  if (piece?.kind === 'dot') return { kind: 'any', min }
  if (piece?.kind === 'other') return { kind: 'segment', min }
  if (read.some((each) => each.some(({ kind }) => kind !== 'text'))) throw new TooComplex()
  return { kind: 'many', of: read, min, source }
}

/** Returns the sequences of `x{2,4}` and the like; of `x{2,}` with a repetition at the end. */
function counted(
  read: readonly RegexSequence[],
  least: number,
  most: number,
  source: string,
  maxProduct: number,
): readonly RegexSequence[] {
  const times = most === Number.POSITIVE_INFINITY ? least : most
  if (times > 8 || read.length ** times > maxProduct) throw new TooComplex()
  const all: RegexSequence[] = []
  let current: readonly RegexSequence[] = [[]]
  for (let count = 0; count <= times; count += 1) {
    if (count >= least) all.push(...current)
    current = current.flatMap((front) => read.map((back) => joined(front, back)))
  }
  if (most !== Number.POSITIVE_INFINITY) return all
  const rest = repeated(read, 0, source)
  return all.map((each) => [...each, rest])
}

/** Returns where an alternative ends: at `|`, at the parenthesis that closes its group, or at the end of the text. */
export function endOfAlternative(text: string, begin: number): number {
  let depth = 0
  for (let at = begin; at < text.length; at += 1) {
    const character = text[at]
    if (character === '\\') at += 1
    else if (character === '[') at = endOfClass(text, at + 1) ?? text.length
    else if (character === '(') depth += 1
    else if (character === ')' && depth > 0) depth -= 1
    else if ((character === ')' || character === '|') && depth === 0) return at
  }
  return text.length
}

/** Concatenates two sequences, and joins adjacent texts. */
function joined(front: RegexSequence, back: RegexSequence): RegexSequence {
  const last = front.at(-1)
  const [first, ...rest] = back
  if (last?.kind !== 'text' || first?.kind !== 'text') return [...front, ...back]
  return [...front.slice(0, -1), { kind: 'text', text: last.text + first.text }, ...rest]
}
