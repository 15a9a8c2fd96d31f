import type { Token } from '@tidegate/values'
import { type Atom, contentKey } from '../logic/atom.ts'
import type { TextAtom } from './text-atom.ts'

/** The disjunction of several atoms as few atoms: those of the same kind and reading are joined. */
export function unionAtoms(atoms: readonly TextAtom[]): readonly TextAtom[] {
  const groups = new Map<string, TextAtom>()
  for (const atom of atoms) {
    const key = groupKey(atom)
    const before = groups.get(key)
    groups.set(key, before === undefined ? atom : joined(before, atom))
  }
  return [...groups.values()]
}

function groupKey(atom: TextAtom): string {
  switch (atom.kind) {
    case 'tokens':
      return atom.kind
    case 'patterns':
    case 'values':
      return `${atom.kind} ${JSON.stringify(atom.reading)}`
    case 'match':
    case 'not-empty':
    case 'oversized':
      return contentKey(atom)
  }
}

function joined(atom: TextAtom, other: TextAtom): TextAtom {
  if (atom.kind === 'tokens' && other.kind === 'tokens') {
    return { kind: 'tokens', tokens: [...atom.tokens, ...other.tokens] }
  }
  if (atom.kind === 'patterns' && other.kind === 'patterns') {
    return { ...atom, patterns: [...new Set([...atom.patterns, ...other.patterns])] }
  }
  if (atom.kind === 'values' && other.kind === 'values') {
    return { ...atom, values: [...new Set([...atom.values, ...other.values])] }
  }
  return atom
}

/** The atom without the parts that imply one of `others`, all of which have to be false; undefined if nothing is left. */
export function possibleAtom(atom: TextAtom, others: readonly TextAtom[]): TextAtom | undefined {
  switch (atom.kind) {
    case 'tokens': {
      const unwanted = others.flatMap((other) => (other.kind === 'tokens' ? other.tokens : []))
      const tokens = atom.tokens.filter((token) => !unwanted.some((other) => tokenImplies(token, other)))
      return tokens.length === 0 ? undefined : tokens.length === atom.tokens.length ? atom : { ...atom, tokens }
    }
    case 'patterns': {
      const alike = others.flatMap((other) =>
        other.kind === 'patterns' && isSameReading(atom, other) ? other.patterns : [],
      )
      const patterns = atom.patterns.filter((pattern) => !alike.includes(pattern))
      return patterns.length === 0 ? undefined : patterns.length === atom.patterns.length ? atom : { ...atom, patterns }
    }
    case 'values':
    case 'match':
    case 'not-empty':
    case 'oversized':
      return atom
  }
}

/** Whether every agent that contains a token also contains another one. */
function tokenImplies(token: Token, other: Token): boolean {
  const [text, part] = [token.text.toLowerCase(), other.text.toLowerCase()]
  if (!other.word) return text.includes(part)
  return token.word && text === part
}

/** The atom without the parts that another atom shares; the atom itself if they share nothing, or if nothing would be left. */
export function lessAtom(atom: Atom, other: Atom): Atom {
  if (atom.kind === 'tokens' && other.kind === 'tokens') {
    const known = new Set(other.tokens.map(({ text, word }) => `${text} ${word}`))
    const tokens = atom.tokens.filter(({ text, word }) => !known.has(`${text} ${word}`))
    return isLess(tokens, atom.tokens) ? { ...atom, tokens } : atom
  }
  if (atom.kind === 'patterns' && other.kind === 'patterns' && isSameReading(atom, other)) {
    const patterns = atom.patterns.filter((pattern) => !other.patterns.includes(pattern))
    return isLess(patterns, atom.patterns) ? { ...atom, patterns } : atom
  }
  if (atom.kind === 'values' && other.kind === 'values' && isSameReading(atom, other)) {
    const values = atom.values.filter((value) => !other.values.includes(value))
    return isLess(values, atom.values) ? { ...atom, values } : atom
  }
  return atom
}

function isLess(left: readonly unknown[], all: readonly unknown[]): boolean {
  return left.length > 0 && left.length < all.length
}

function isSameReading(atom: { readonly reading?: unknown }, other: { readonly reading?: unknown }): boolean {
  return JSON.stringify(atom.reading) === JSON.stringify(other.reading)
}
