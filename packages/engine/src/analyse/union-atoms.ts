import { contentKey } from './atom.ts'
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
