import { compare } from './compare.ts'
import type { Comparison } from './comparison.ts'
import type { Contender } from './contender.ts'
import { timeInTurns, type Turns } from './time-in-turns.ts'

/** Some work with our contender and the peers. */
export interface Interleaved<I> extends Omit<Turns<I>, 'contenders'> {
  readonly benchmark: string
  readonly case: string
  readonly ours: Contender<I>
  readonly peers: readonly Contender<I>[]
}

/** Times our contender and each peer in alternating rounds, as `timeInTurns` does; returns one comparison for each peer. */
export async function interleave<I>(work: Interleaved<I>): Promise<readonly Comparison[]> {
  const [ours = [], ...theirs] = await timeInTurns({ ...work, contenders: [work.ours, ...work.peers] })
  return work.peers.map((peer, index) =>
    compare({
      benchmark: work.benchmark,
      case: work.case,
      peer: peer.name,
      unit: 'ns/op',
      better: 'lower',
      ours,
      theirs: theirs[index]!,
      note: peer.note,
    }),
  )
}
