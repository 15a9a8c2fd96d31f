import type { EffectEntry } from './effect-list.ts'
import type { Side } from '../side.ts'

/** Name and text of a rule. */
export interface RuleLabel {
  readonly name?: string
  readonly text: string
}

/** Minimum similarity of two rules' texts for one to be regarded as the edited form of the other. */
const minAlike = 0.5
/** Maximum number of rules whose texts are compared; with more, similarity says too little. */
const maxCompared = 64

/**
 * Returns a function that finds the counterparts of a line in the other list: lines of a rule with the same name or text, or
 * otherwise lines with a similar text that are not counterparts of another line in this way. It only affects along which lines
 * differences are split.
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

/** Similarity of two texts: twice the number of shared words divided by the number of all words (Dice coefficient). */
function likeness(words: readonly string[], others: readonly string[]): number {
  const left = [...others]
  const shared = words.filter((word) => {
    const at = left.indexOf(word)
    if (at >= 0) left.splice(at, 1)
    return at >= 0
  })
  return (2 * shared.length) / (words.length + others.length)
}
