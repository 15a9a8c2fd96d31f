import type { Comparison } from './comparison.ts'
import { median, rounded } from './statistics.ts'

/** One way of doing the work. What it returns is consumed, so that no call can be left out. */
export interface Contender<I> {
  readonly name: string
  readonly run: (input: I) => unknown
  readonly note?: string
}

export interface Interleaved<I> {
  readonly benchmark: string
  readonly case: string
  /** Inputs of one round, made anew for each so that no string was seen or hashed before; making them is not timed. */
  readonly inputs: (round: number) => readonly I[]
  readonly ours: Contender<I>
  readonly peers: readonly Contender<I>[]
  readonly rounds: number
  /** Each contender works at least this long a round. */
  readonly roundMs: number
}

const chunk = 64

/**
 * Times ours and each peer in turns, round by round (the order turns too), and gives nanoseconds an operation: medians over the
 * rounds, and the median of the ratios within a round, which a machine that changes its speed disturbs least. The first round
 * warms up and is not counted. Every contender walks the same inputs in the same order.
 */
export function interleave<I>(work: Interleaved<I>): readonly Comparison[] {
  const contenders = [work.ours, ...work.peers]
  const times = contenders.map(() => [] as number[])
  for (let round = 0; round <= work.rounds; round += 1) {
    const order = contenders.map((_, index) => index)
    if (round % 2 === 1) order.reverse()
    for (const index of order) {
      const inputs = work.inputs(round)
      const nanoseconds = timeRound(contenders[index]!, inputs, work.roundMs)
      if (round > 0) times[index]!.push(nanoseconds)
    }
  }
  return work.peers.map((peer, index) => {
    const ours = times[0]!
    const theirs = times[index + 1]!
    const ratios = ours.map((time, round) => theirs[round]! / time)
    return {
      benchmark: work.benchmark,
      case: work.case,
      peer: peer.name,
      ours: rounded(median(ours)),
      theirs: rounded(median(theirs)),
      unit: 'ns/op',
      ratio: rounded(median(ratios)),
      spread: [rounded(Math.min(...ratios)), rounded(Math.max(...ratios))],
      ...(peer.note === undefined ? {} : { note: peer.note }),
    }
  })
}

let sink = 0

function timeRound<I>(contender: Contender<I>, inputs: readonly I[], atLeastMs: number): number {
  const { run } = contender
  let done = 0
  let at = 0
  const started = performance.now()
  let elapsed = 0
  do {
    for (let count = 0; count < chunk; count += 1) {
      if (run(inputs[at]!) === sink) sink += 1
      at += 1
      if (at === inputs.length) at = 0
    }
    done += chunk
    elapsed = performance.now() - started
  } while (elapsed < atLeastMs)
  return (elapsed * 1e6) / done
}
