import type { KoaGuard } from '../children/koa-child.ts'
import { loadRequests } from '../data/load-requests.ts'
import { compare } from '../harness/compare.ts'
import type { Benchmark, Comparison } from '../harness/comparison.ts'
import { type Child, startChild } from '../harness/child.ts'
import { inBothStates } from '../harness/in-both-states.ts'
import { saturate } from '../harness/saturate.ts'
import { carefulName } from '../peers/careful-stack.ts'
import { stackName } from '../peers/stack.ts'

const url = new URL('../children/koa-child.ts', import.meta.url)

const peers: readonly { readonly guard: KoaGuard; readonly peer: string; readonly note?: string }[] = [
  { guard: 'nothing', peer: 'bare Koa', note: 'decides nothing' },
  { guard: 'careful', peer: `Koa with the ${carefulName}` },
  { guard: 'stack', peer: `Koa with ${stackName}`, note: 'fixed windows; paths and addresses unchecked' },
]

/** How many requests a Koa application serves with and without a guard. */
export const koa: Benchmark = {
  id: 'koa',
  title: 'how many requests per second does Koa serve with it?',
  work: 'HTTP on loopback from fifty connections by wrk (by autocannon if wrk is not installed), the policy of `decision`, an application that answers `hello`; each server in a separate process, in turns; requests per second of the server’s CPU time do not depend on how fast the client is; in both states of the machine, as in `koa-added`',
  async run(emit, { quick }) {
    const prefixes = quick ? 1_000 : 10_000
    const seconds = quick ? 1 : 2
    const requests = loadRequests(prefixes)
    const guards: readonly KoaGuard[] = ['tidegate', ...peers.map(({ guard }) => guard)]
    const servers = await Promise.all(
      guards.map(async (guard) => {
        const child: Child = startChild(url)
        return { child, port: await child.call<number>('listen', guard, prefixes) }
      }),
    )
    try {
      for (const { port } of servers) await saturate(port, requests, quick ? 1 : 4)
      await inBothStates(emit, async (emitInState) => {
        const measured = servers.map((server): Measured => ({ ...server, rates: [], processor: [] }))
        for (let round = 0; round < (quick ? 1 : 5); round += 1) {
          for (const server of round % 2 === 0 ? measured : measured.toReversed()) {
            const before = await server.child.call<number>('processorTime')
            const full = await saturate(server.port, requests, seconds)
            const spent = (await server.child.call<number>('processorTime')) - before
            server.rates.push(full.requestsPerSecond)
            server.processor.push((full.requests * 1e6) / spent)
          }
        }
        for (const comparison of compareServers(measured)) emitInState(comparison)
      })
    } finally {
      await Promise.all(servers.map(({ child }) => child.end()))
    }
  },
}

/** A server, and its figures by round. */
interface Measured {
  readonly child: Child
  readonly port: number
  readonly rates: number[]
  readonly processor: number[]
}

function compareServers([ours, ...others]: readonly Measured[]): readonly Comparison[] {
  return others.flatMap((theirs, index) => {
    const { peer, note } = peers[index]!
    const common = { benchmark: 'koa', peer, note, better: 'higher' } as const
    return [
      compare({ ...common, case: 'as fast as possible', unit: 'req/s', ours: ours!.rates, theirs: theirs.rates }),
      compare({
        ...common,
        case: 'per second of CPU time',
        unit: 'req/s of CPU',
        ours: ours!.processor,
        theirs: theirs.processor,
      }),
    ]
  })
}
