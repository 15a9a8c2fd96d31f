import type { EffectEntry } from './effect-list.ts'
import type { Side } from './set-names.ts'

/** What a rule is called and how it is written. */
export interface RuleLabel {
  readonly name?: string
  readonly text: string
}

/** So much of two rules' words have to be the same for one to be what became of the other. */
const leastAlike = 0.5

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
  const isSame = (one: RuleLabel, other: RuleLabel): boolean =>
    one.text === other.text || (one.name !== undefined && one.name === other.name)
  const sameAs = (side: Side, entry: EffectEntry): readonly EffectEntry[] => {
    const mine = label(side, entry)
    return own[otherSide(side)].filter((each) => isSame(mine, label(otherSide(side), each)))
  }
  return (side, entry) => {
    const same = sameAs(side, entry)
    if (same.length > 0) return same
    const words = wordsOf(label(side, entry))
    return own[otherSide(side)].filter((each) => {
      const isAlike = likeness(words, wordsOf(label(otherSide(side), each))) >= leastAlike
      return isAlike && sameAs(otherSide(side), each).length === 0
    })
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
