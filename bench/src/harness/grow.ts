import { compare } from './compare.ts'
import type { Comparison } from './comparison.ts'
import type { Contender } from './contender.ts'
import { timeInTurns, type Turns } from './time-in-turns.ts'

/** One size of a growing input, with our contender and a peer's. */
export interface Step<I> {
  /** The name of a case of this size, such as `1,000 rules`. */
  readonly name: string
  readonly ours: Contender<I>
  /** The peer; absent if it would take too long. */
  readonly theirs?: Contender<I>
}

/** How the time of Tidegate grows, and that of a peer. */
export interface Growth<I> extends Omit<Turns<I>, 'contenders'> {
  readonly benchmark: string
  /** The sizes, in ascending order. */
  readonly steps: readonly Step<I>[]
}

/** The peer's name in comparisons of a size with the smallest size. */
export const smallestPeer = 'tidegate at the smallest size'

/**
 * Times all sizes of both sides in alternating rounds. Returns for each size a comparison with the peer, and one with Tidegate at the smallest
 * size, where a ratio of 0.67 means that it takes 1.5 times as long.
 */
export async function grow<I>(work: Growth<I>): Promise<readonly Comparison[]> {
  const { benchmark, steps } = work
  const contenders = steps.flatMap(({ ours, theirs }) => (theirs === undefined ? [ours] : [ours, theirs]))
  const times = await timeInTurns({ ...work, contenders })
  const timesOf = (contender: Contender<I>): readonly number[] => times[contenders.indexOf(contender)]!
  const smallest = timesOf(steps[0]!.ours)
  return steps.flatMap(({ name, ours, theirs }, index) => {
    const common = { benchmark, case: name, unit: 'ns/op', better: 'lower', ours: timesOf(ours) } as const
    const withPeer =
      theirs === undefined
        ? []
        : [compare({ ...common, peer: theirs.name, theirs: timesOf(theirs), note: theirs.note })]
    return index === 0 ? withPeer : [...withPeer, compare({ ...common, peer: smallestPeer, theirs: smallest })]
  })
}
