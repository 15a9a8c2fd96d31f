import { compare } from '../harness/compare.ts'
import type { Benchmark } from '../harness/comparison.ts'
import { type Child, startChild } from '../harness/child.ts'
import { countingBound } from '../peers/lower-bounds.ts'

const url = new URL('../children/counters-child.ts', import.meta.url)

const own = [
  { name: 'ring', of: '100 per hour, exact' },
  { name: 'log', of: '10 per hour, exact' },
  { name: 'gcra', of: '100 per hour in a bucket of 20' },
] as const

const peers = [
  { name: 'rate-limiter-flexible', note: 'fixed window, awaited' },
  { name: 'express-rate-limit', note: 'fixed window, awaited' },
  { name: 'koa-ratelimit', note: 'fixed window, awaited' },
  { name: 'lru-cache', note: 'fixed window; evicts the oldest, including offenders' },
] as const

/** Only its time is compared, since it counts nothing. */
const lowerBound = { name: countingBound, note: 'counts nothing' } as const

/** Time and memory of counting per address. */
export const counters: Benchmark = {
  id: 'counters',
  title: 'may this address make another request?',
  work: 'from the address as a new string to admitted or refused, and counted; a limit of 100 per hour; random addresses among those seen before; each contender in a separate process, in turns',
  async run(emit, { quick }) {
    const keys = quick ? 5_000 : 1_000_000
    const bounded = quick ? 1_000 : 100_000
    const names = [...own, ...peers, lowerBound].map(({ name }) => name)
    const children = names.map((): Child => startChild(url))
    const at = (name: string): Child => children[names.indexOf(name as (typeof names)[number])]!
    try {
      const bytes = new Map<string, number>()
      for (const name of names) {
        await at(name).call('open', name, keys)
        bytes.set(name, await at(name).call<number>('fill', 0, keys))
      }
      const times = new Map(names.map((name) => [name, [] as number[]]))
      const rounds = quick ? 2 : 7
      for (let round = 0; round <= rounds; round += 1) {
        const order = round % 2 === 0 ? names : names.toReversed()
        for (const name of order) {
          const time = await at(name).call<number>('round', round, keys, quick ? 5 : 100)
          if (round > 0) times.get(name)!.push(time)
        }
      }
      const shown = keys.toLocaleString('en')
      for (const { name, of } of own) {
        for (const peer of [...peers, lowerBound]) {
          const common = { benchmark: 'counters', peer: peer.name, better: 'lower', note: peer.note } as const
          const [ours, theirs] = [times.get(name)!, times.get(peer.name)!]
          emit(compare({ ...common, case: `${shown} addresses, time, ${of}`, unit: 'ns/op', ours, theirs }))
          if (peer === lowerBound) continue
          emit(
            compare({
              ...common,
              case: `${shown} addresses, bytes each, ${of}`,
              unit: 'bytes',
              ours: [bytes.get(name)! / keys],
              theirs: [bytes.get(peer.name)! / keys],
            }),
          )
        }
      }
      // A flood: every request comes from a new address, and the tables have room for fewer.
      const flooded = new Map<string, number>()
      for (const name of ['ring', ...peers.map((peer) => peer.name)]) {
        await at(name).end()
        const fresh = startChild(url)
        children[names.indexOf(name as (typeof names)[number])] = fresh
        await fresh.call('open', name, bounded)
        flooded.set(name, await fresh.call<number>('fill', 0, keys))
      }
      for (const peer of peers) {
        emit(
          compare({
            benchmark: 'counters',
            case: `flood of ${shown} new addresses, room for ${bounded.toLocaleString('en')}`,
            peer: peer.name,
            unit: 'MB',
            better: 'lower',
            ours: [flooded.get('ring')! / 1e6],
            theirs: [flooded.get(peer.name)! / 1e6],
            note: peer.name === 'lru-cache' ? 'the same memory' : 'unbounded',
          }),
        )
      }
    } finally {
      await Promise.all(children.map((child) => child.end()))
    }
  },
}
