import { type Atom, contentKey } from './atom.ts'
import type { TextAtom } from './text-atom.ts'

/** Fewest atoms that together hold where one of several does: those that ask in the same way are one. */
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

/** What an atom seeks, less what another one does; the atom itself where nothing is in both, or nothing would be left. */
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
