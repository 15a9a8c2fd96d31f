import { compare } from './compare.ts'
import type { Comparison } from './comparison.ts'
import type { Contender } from './contender.ts'
import { timeInTurns, type Turns } from './time-in-turns.ts'

/** One size of a growing thing: our way and a peer's. */
export interface Step<I> {
  /** How a case of this size is called: `1,000 rules`. */
  readonly name: string
  readonly ours: Contender<I>
  /** Absent where it would take too long. */
  readonly theirs?: Contender<I>
}

/** How our time grows, and a peer's. */
export interface Growth<I> extends Omit<Turns<I>, 'contenders'> {
  readonly benchmark: string
  /** The smallest first. */
  readonly steps: readonly Step<I>[]
}

/** How the comparison of a size with the smallest calls its peer. */
export const smallestPeer = 'tidegate at the smallest size'

/**
 * Times all sizes of both sides in turns. Gives, for each size, ours beside the peer's, and ours beside ours at the smallest size: there a
 * ratio of 0.67 means that it takes 1.5 times as long.
 */
export async function grow<I>(work: Growth<I>): Promise<readonly Comparison[]> {
  const { benchmark, steps } = work
  const contenders = steps.flatMap(({ ours, theirs }) => (theirs === undefined ? [ours] : [ours, theirs]))
  const times = await timeInTurns({ ...work, contenders })
  const timesOf = (contender: Contender<I>): readonly number[] => times[contenders.indexOf(contender)]!
  const smallest = timesOf(steps[0]!.ours)
  return steps.flatMap(({ name, ours, theirs }, index) => {
    const common = { benchmark, case: name, unit: 'ns/op', better: 'lower', ours: timesOf(ours) } as const
    const beside =
      theirs === undefined
        ? []
        : [compare({ ...common, peer: theirs.name, theirs: timesOf(theirs), note: theirs.note })]
    return index === 0 ? beside : [...beside, compare({ ...common, peer: smallestPeer, theirs: smallest })]
  })
}
