/** A piece of what a simple regular expression matches. */
export type RegexPiece =
  | { readonly kind: 'text'; readonly text: string }
  /** Anything, or anything except a slash. */
  | { readonly kind: 'any' | 'segment' }
  | { readonly kind: 'start' | 'end' | 'edge' }

/** One of the sequences that a regular expression matches. */
export type RegexSequence = readonly RegexPiece[]

const maxSequences = 2_000

/**
 * Returns all sequences that a regular expression matches, if it consists of literal text, alternatives, optional parts, `.*`,
 * `[^/]*` and anchors; undefined for others. A single dot is read as a literal dot, which is nearly always what its author
 * intended; letters in both cases (`[Bb]`) are read as one letter.
 */
export function regexSequences(source: string): readonly RegexSequence[] | undefined {
  const text = source.replace(/^\(\?i\)/, '')
  let at = 0

  /** Reads sequences up to the end or a closing parenthesis. */
  function alternatives(): readonly RegexSequence[] {
    const all = [...sequence()]
    while (text[at] === '|') {
      at += 1
      all.push(...sequence())
    }
    return all
  }

  function sequence(): readonly RegexSequence[] {
    let all: readonly RegexSequence[] = [[]]
    while (at < text.length && text[at] !== '|' && text[at] !== ')') {
      const next = factor()
      all = all.flatMap((front) => next.map((back) => joined(front, back)))
      if (all.length > maxSequences) throw new TooComplex()
    }
    return all
  }

  function factor(): readonly RegexSequence[] {
    const begin = at
    const read = atom()
    const sign = text[at]
    if (sign === '{') throw new TooComplex()
    if (sign !== '?' && sign !== '*' && sign !== '+') return read
    at += 1
    if (text[at] === '?' || text[at] === '+') at += 1
    if (sign === '?') return [...read, []]
    const repeated = text.slice(begin, at)
    if (repeated.startsWith('.')) return [[{ kind: 'any' }]]
    if (repeated.startsWith('[^/]')) return [[{ kind: 'segment' }]]
    throw new TooComplex()
  }

  function atom(): readonly RegexSequence[] {
    const character = text[at]!
    at += 1
    switch (character) {
      case '^':
        return [[{ kind: 'start' }]]
      case '$':
        return [[{ kind: 'end' }]]
      case '(': {
        if (text.startsWith('?', at)) {
          const group = /^\?i?:/.exec(text.slice(at, at + 3))
          if (group === null) throw new TooComplex()
          at += group[0].length
        }
        const inner = alternatives()
        if (text[at] !== ')') throw new TooComplex()
        at += 1
        return inner
      }
      case '[':
        return characterClass()
      case '\\':
        return escape()
      case '*':
      case '+':
      case '?':
      case '{':
        throw new TooComplex()
      default:
        return [[{ kind: 'text', text: character }]]
    }
  }

  function characterClass(): readonly RegexSequence[] {
    const end = text.indexOf(']', at + 1)
    const members = end < 0 ? '' : text.slice(at, end)
    at = end + 1
    if (end >= 0 && members === '^/') return [[{ kind: 'segment' }]]
    if (end < 0 || members.startsWith('^') || /[\\-]/.test(members) || members.length > 8) throw new TooComplex()
    const letters = new Set(members.toLowerCase())
    return Array.from(letters, (letter) => [{ kind: 'text', text: letter }])
  }

  function escape(): readonly RegexSequence[] {
    const character = text[at] ?? ''
    at += 1
    if (character === 'b') return [[{ kind: 'edge' }]]
    if (character === 's') return [[{ kind: 'text', text: ' ' }]]
    if (/[a-z0-9]/i.test(character) || character === '') throw new TooComplex()
    return [[{ kind: 'text', text: character }]]
  }

  try {
    const all = alternatives()
    return at === text.length ? all : undefined
  } catch (error) {
    if (error instanceof TooComplex) return undefined
    throw error
  }
}

class TooComplex extends Error {}

/** Concatenates two sequences, and joins adjacent texts. */
function joined(front: RegexSequence, back: RegexSequence): RegexSequence {
  const last = front.at(-1)
  const [first, ...rest] = back
  if (last?.kind !== 'text' || first?.kind !== 'text') return [...front, ...back]
  return [...front.slice(0, -1), { kind: 'text', text: last.text + first.text }, ...rest]
}
