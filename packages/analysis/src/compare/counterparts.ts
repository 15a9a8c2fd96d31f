import type { EffectEntry } from './effect-list.ts'
import type { Side } from '../side.ts'

/** What a rule is called and how it is written. */
export interface RuleLabel {
  readonly name?: string
  readonly text: string
}

/** So much of two rules' words have to be the same for one to be what became of the other. */
const minAlike = 0.5
/** Of more rules than these, nobody can tell what became of which by their words. */
const maxCompared = 64

/**
 * The lines of one list that lines of the other one seem to have become, or to have been: those of a rule of the same name or text, else those
 * that nobody claims so, and that are written much alike. It decides only along which lines differences are told.
 */
export function counterparts(
  own: Readonly<Record<Side, readonly EffectEntry[]>>,
  labelOf: (side: Side, rule: number) => RuleLabel,
): (side: Side, entry: EffectEntry) => readonly EffectEntry[] {
  const label = (side: Side, { rule }: EffectEntry): RuleLabel =>
    rule === undefined ? { text: '' } : labelOf(side, rule)
  const keysOf = (side: Side, entry: EffectEntry): readonly string[] => {
    const { name, text } = label(side, entry)
    return name === undefined ? [`text ${text}`] : [`text ${text}`, `name ${name}`]
  }
  const byKey = { a: linesByKey('a'), b: linesByKey('b') }
  const sameAs = (side: Side, entry: EffectEntry): readonly EffectEntry[] => [
    ...new Set(keysOf(side, entry).flatMap((key) => byKey[otherSide(side)].get(key) ?? [])),
  ]
  const unclaimed = { a: unclaimedWords('a'), b: unclaimedWords('b') }
  return (side, entry) => {
    const same = sameAs(side, entry)
    const others = unclaimed[otherSide(side)]
    if (same.length > 0 || others.length > maxCompared) return same
    const words = wordsOf(label(side, entry))
    return others.filter((each) => likeness(words, each.words) >= minAlike).map((each) => each.entry)
  }

  function linesByKey(side: Side): ReadonlyMap<string, readonly EffectEntry[]> {
    const lines = new Map<string, EffectEntry[]>()
    for (const entry of own[side]) {
      for (const key of keysOf(side, entry)) lines.set(key, [...(lines.get(key) ?? []), entry])
    }
    return lines
  }

  function unclaimedWords(side: Side): readonly { readonly entry: EffectEntry; readonly words: readonly string[] }[] {
    return own[side]
      .filter((entry) => sameAs(side, entry).length === 0)
      .map((entry) => ({ entry, words: wordsOf(label(side, entry)) }))
  }
}

function otherSide(side: Side): Side {
  return side === 'a' ? 'b' : 'a'
}

function wordsOf({ text }: RuleLabel): readonly string[] {
  return text.split(/[\s,]+/)
}

/** Twice the words that two texts share, by all their words (Dice). */
function likeness(words: readonly string[], others: readonly string[]): number {
  const left = [...others]
  const shared = words.filter((word) => {
    const at = left.indexOf(word)
    if (at >= 0) left.splice(at, 1)
    return at >= 0
  })
  return (2 * shared.length) / (words.length + others.length)
}
