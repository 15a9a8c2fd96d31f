/** A piece of what a regular expression matches. */
export type StrictPiece =
  | { readonly kind: 'text'; readonly text: string }
  /** Any characters, or any except a slash; possibly none. */
  | { readonly kind: 'any' | 'segment' }
  | { readonly kind: 'start' | 'end' | 'edge' }
  /** A part that has no equivalent, as written. */
  | { readonly kind: 'lost'; readonly text: string }

/** One of the sequences that a regular expression matches; `near` says where it differs from the expression. */
export interface StrictSequence {
  readonly pieces: readonly StrictPiece[]
  readonly near: readonly string[]
}

/** The sequences of a regular expression; `ignoresCase` if it begins with `(?i)`. */
export interface StrictRegex {
  readonly sequences: readonly StrictSequence[]
  readonly ignoresCase: boolean
}

const maxSequences = 400
const maxDepth = 40

/**
 * Returns all sequences that a regular expression (PCRE or RE2) matches. A part that cannot be expressed makes only the sequences that
 * contain it lost, not the other alternatives. Undefined if there are more than 400 sequences, or if the brackets do not match.
 */
export function strictRegex(source: string): StrictRegex | undefined {
  const flags = /^\(\?([a-z]+)\)/.exec(source)
  const text = flags === null ? source : source.slice(flags[0].length)
  if (flags !== null && !/^[is]+$/.test(flags[1]!)) return undefined
  try {
    const reader = new Reader(text)
    const sequences = reader.alternatives(0)
    return reader.isAtEnd() ? { sequences, ignoresCase: flags?.[1]?.includes('i') === true } : undefined
  } catch (error) {
    if (error instanceof CannotRead) return undefined
    throw error
  }
}

class CannotRead extends Error {}

const empty: StrictSequence = { pieces: [], near: [] }
const dot = '`.` is read as a dot, not as any character'
const atLeastOne = '`+` after `.` or `[^/]` is read as `*`'

class Reader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  isAtEnd(): boolean {
    return this.#at === this.#text.length
  }

  alternatives(depth: number): readonly StrictSequence[] {
    if (depth > maxDepth) throw new CannotRead()
    const all = [...this.#sequence(depth)]
    while (this.#take('|')) all.push(...this.#sequence(depth))
    return all
  }

  #sequence(depth: number): readonly StrictSequence[] {
    let all: readonly StrictSequence[] = [empty]
    while (!this.isAtEnd() && this.#text[this.#at] !== '|' && this.#text[this.#at] !== ')') {
      const next = this.#factor(depth)
      if (all.length * next.length > maxSequences) throw new CannotRead()
      all = all.flatMap((front) => next.map((back) => joined(front, back)))
    }
    return all
  }

  #factor(depth: number): readonly StrictSequence[] {
    const begin = this.#at
    const read = this.#atom(depth)
    const written = this.#text.slice(begin, this.#at)
    const [sign] = /^(?:[?*+]|\{\d+(?:,\d*)?\})/.exec(this.#text.slice(this.#at, this.#at + 12)) ?? []
    if (sign === undefined) return read
    this.#at += sign.length
    if (this.#text[this.#at] === '?' || this.#text[this.#at] === '+') this.#at += 1
    if (sign === '?') return [...read, empty]
    if (sign === '*' || sign === '+') {
      const near = sign === '+' ? [atLeastOne] : []
      if (written === '.') return [{ pieces: [{ kind: 'any' }], near }]
      if (written === '[^/]') return [{ pieces: [{ kind: 'segment' }], near }]
    }
    return [lost(`${written}${sign}`)]
  }

  #atom(depth: number): readonly StrictSequence[] {
    const begin = this.#at
    const character = this.#text[this.#at]!
    this.#at += 1
    switch (character) {
      case '^':
        return [one({ kind: 'start' })]
      case '$':
        return [one({ kind: 'end' })]
      case '.': {
        const isRepeated = '*+'.includes(this.#text[this.#at] ?? ' ')
        return [{ pieces: [{ kind: 'text', text: '.' }], near: isRepeated ? [] : [dot] }]
      }
      case '(':
        return this.#group(begin, depth)
      case '[':
        return this.#class(begin)
      case '\\':
        return this.#escape()
      case '*':
      case '+':
      case '?':
        throw new CannotRead()
      default:
        return [one({ kind: 'text', text: character })]
    }
  }

  #group(begin: number, depth: number): readonly StrictSequence[] {
    const [, special] = /^\?(?:P?<[A-Za-z_]\w*>|:|(.))/s.exec(this.#text.slice(this.#at, this.#at + 80)) ?? []
    const plain = /^\?(?:P?<[A-Za-z_]\w*>|:)/.exec(this.#text.slice(this.#at, this.#at + 80))
    if (plain !== null) this.#at += plain[0].length
    else if (special !== undefined) this.#at += 2
    const inner = this.alternatives(depth + 1)
    if (!this.#take(')')) throw new CannotRead()
    return special === undefined || plain !== null ? inner : [lost(this.#text.slice(begin, this.#at))]
  }

  #class(begin: number): readonly StrictSequence[] {
    const [whole] = /^\[\^?\]?(?:\[:\w+:\]|\\.|[^\]\\])*\]/s.exec(this.#text.slice(begin)) ?? []
    if (whole === undefined) throw new CannotRead()
    this.#at = begin + whole.length
    const members = membersOf(whole.slice(1, -1))
    if (members === undefined) return [lost(whole)]
    return members.map((text) => one({ kind: 'text', text }))
  }

  #escape(): readonly StrictSequence[] {
    const character = this.#text[this.#at] ?? ''
    this.#at += 1
    if (character === '') throw new CannotRead()
    if (character === 'b') return [one({ kind: 'edge' })]
    if (character === 'A') return [one({ kind: 'start' })]
    if (character === 'z' || character === 'Z') return [one({ kind: 'end' })]
    if (character === 'd') return Array.from('0123456789', (text) => one({ kind: 'text', text }))
    if (/[a-z0-9]/i.test(character)) return [lost(`\\${character}`)]
    return [one({ kind: 'text', text: character })]
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false
    this.#at += 1
    return true
  }
}

const maxMembers = 12

/** The characters of a class without its brackets; undefined for a negated or a large one. */
function membersOf(inner: string): readonly string[] | undefined {
  if (inner.startsWith('^') || inner === '') return undefined
  const members = new Set<string>()
  for (const [piece, from, to, escape, plain] of inner.matchAll(/([a-z0-9])-([a-z0-9])|\\(.)|(.)/gis)) {
    if (from !== undefined && to !== undefined) {
      if (to.charCodeAt(0) - from.charCodeAt(0) >= maxMembers || to < from) return undefined
      for (let code = from.charCodeAt(0); code <= to.charCodeAt(0); code += 1) members.add(String.fromCharCode(code))
    } else if (escape === 'd') for (const digit of '0123456789') members.add(digit)
    else if (escape !== undefined && /[a-z0-9]/i.test(escape)) return undefined
    else if (piece === '[' || (plain === '-' && !inner.startsWith('-') && !inner.endsWith('-'))) return undefined
    else members.add(escape ?? plain!)
    if (members.size > maxMembers) return undefined
  }
  return [...members]
}

function one(piece: StrictPiece): StrictSequence {
  return { pieces: [piece], near: [] }
}

function lost(text: string): StrictSequence {
  return one({ kind: 'lost', text })
}

/** Concatenates two sequences, and joins adjacent texts. */
function joined(front: StrictSequence, back: StrictSequence): StrictSequence {
  const near = [...front.near, ...back.near]
  const last = front.pieces.at(-1)
  const [first, ...rest] = back.pieces
  if (last?.kind !== 'text' || first?.kind !== 'text') return { pieces: [...front.pieces, ...back.pieces], near }
  return { pieces: [...front.pieces.slice(0, -1), { kind: 'text', text: last.text + first.text }, ...rest], near }
}

/** Returns a sequence as a regular expression, for messages. */
export function sequenceText({ pieces }: StrictSequence): string {
  return pieces
    .map((piece) => {
      switch (piece.kind) {
        case 'text':
        case 'lost':
          return piece.text
        case 'any':
          return '.*'
        case 'segment':
          return '[^/]*'
        case 'start':
          return '^'
        case 'end':
          return '$'
        case 'edge':
          return '\\b'
      }
    })
    .join('')
}
