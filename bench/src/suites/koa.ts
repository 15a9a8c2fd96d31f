import type { KoaGuard } from '../children/koa-child.ts'
import { loadRequests } from '../data/load-requests.ts'
import { compare } from '../harness/compare.ts'
import type { Benchmark } from '../harness/comparison.ts'
import { type Child, startChild } from '../harness/child.ts'
import { load } from '../harness/load.ts'
import { saturate } from '../harness/saturate.ts'
import { stackName } from '../peers/stack.ts'

const url = new URL('../children/koa-child.ts', import.meta.url)
const guards: readonly KoaGuard[] = ['tidegate', 'nothing', 'stack']

/** How many requests a Koa application serves with and without a guard. */
export const koa: Benchmark = {
  id: 'koa',
  title: 'how many requests per second does Koa serve with it?',
  work: 'HTTP on loopback from fifty connections by wrk (by autocannon if wrk is not installed, and at 4,000 per second), the policy of `decision`, an application that answers `hello`; each server in a separate process, in turns; requests per second of the server’s CPU time do not depend on how fast the client is',
  async run(emit, { quick }) {
    const prefixes = quick ? 1_000 : 10_000
    const seconds = quick ? 1 : 2
    const requests = loadRequests(prefixes)
    const servers = await Promise.all(
      guards.map(async (guard) => {
        const child: Child = startChild(url)
        const port = await child.call<number>('listen', guard, prefixes)
        return { guard, child, port, rates: [] as number[], processor: [] as number[], p99: [] as number[] }
      }),
    )
    try {
      for (const { port } of servers) await saturate(port, requests, quick ? 1 : 6)
      for (let round = 0; round < (quick ? 1 : 5); round += 1) {
        for (const server of round % 2 === 0 ? servers : servers.toReversed()) {
          const before = await server.child.call<number>('processorTime')
          const full = await saturate(server.port, requests, seconds)
          const spent = (await server.child.call<number>('processorTime')) - before
          server.rates.push(full.requestsPerSecond)
          server.processor.push((full.requests * 1e6) / spent)
          const even = await load(server.port, requests, { seconds: 2, perSecond: 4_000 })
          server.p99.push(even.p99)
        }
      }
      const [ours, ...others] = servers
      for (const { guard, rates, processor, p99 } of others) {
        const peer = guard === 'nothing' ? 'bare Koa' : `Koa with ${stackName}`
        const common = { benchmark: 'koa', peer, ...(guard === 'nothing' && { note: 'decides nothing' }) } as const
        emit(
          compare({
            ...common,
            case: 'as fast as possible',
            unit: 'req/s',
            better: 'higher',
            ours: ours!.rates,
            theirs: rates,
          }),
        )
        emit(
          compare({
            ...common,
            case: 'per second of CPU time',
            unit: 'req/s of CPU',
            better: 'higher',
            ours: ours!.processor,
            theirs: processor,
          }),
        )
        emit(
          compare({
            ...common,
            case: '4,000 requests per second, p99',
            unit: 'ms',
            better: 'lower',
            ours: ours!.p99,
            theirs: p99,
          }),
        )
      }
    } finally {
      await Promise.all(servers.map(({ child }) => child.end()))
    }
  },
}
