import type { Framework } from '../children/adapter-child.ts'
import { loadRequests } from '../data/load-requests.ts'
import { type Child, startChild } from '../harness/child.ts'
import { compare } from '../harness/compare.ts'
import type { Benchmark, Comparison } from '../harness/comparison.ts'
import { load, type LoadRequest } from '../harness/load.ts'
import { saturate } from '../harness/saturate.ts'

const url = new URL('../children/adapter-child.ts', import.meta.url)
const frameworks: readonly Framework[] = ['Koa', 'Express', 'Fastify', 'node:http', 'Hono']
const perSecond = 2_000

/** How many requests each framework serves with its adapter and without, and how much later they are answered. */
export const adapters: Benchmark = {
  id: 'adapters',
  title:
    'how many requests per second does each framework serve with its adapter, and how much latency does the adapter add?',
  work: 'HTTP on loopback from fifty connections by wrk (by autocannon if wrk is not installed, and for latencies), the policy of `decision`, an application that answers `hello`, Hono on its server for Node; for each framework two processes, with and without the adapter, in turns',
  async run(emit, { quick }) {
    const prefixes = quick ? 1_000 : 10_000
    const requests = loadRequests(prefixes)
    for (const framework of frameworks) {
      const ours = await start(framework, true, prefixes)
      const theirs = await start(framework, false, prefixes)
      try {
        for (const { port } of [ours, theirs]) await saturate(port, requests, quick ? 1 : 4)
        for (let round = 0; round < (quick ? 1 : 5); round += 1) {
          for (const server of round % 2 === 0 ? [ours, theirs] : [theirs, ours]) {
            await measure(server, requests, quick ? 1 : 2)
          }
        }
        for (const comparison of comparisonsOf(framework, ours, theirs)) emit(comparison)
      } finally {
        await Promise.all([ours, theirs].map(({ child }) => child.end()))
      }
    }
  },
}

/** A server in a process of its own, and the figures of its rounds. */
interface Measured {
  readonly child: Child
  readonly port: number
  readonly rates: number[]
  readonly processor: number[]
  readonly p50: number[]
  readonly p99: number[]
}

async function start(framework: Framework, isGuarded: boolean, prefixes: number): Promise<Measured> {
  const child = startChild(url)
  const port = await child.call<number>('listen', framework, isGuarded, prefixes)
  return { child, port, rates: [], processor: [], p50: [], p99: [] }
}

async function measure(server: Measured, requests: readonly LoadRequest[], seconds: number): Promise<void> {
  const before = await server.child.call<number>('processorTime')
  const full = await saturate(server.port, requests, seconds)
  const spent = (await server.child.call<number>('processorTime')) - before
  server.rates.push(full.requestsPerSecond)
  server.processor.push((full.requests * 1e6) / spent)
  const even = await load(server.port, requests, { seconds, perSecond })
  server.p50.push(even.p50)
  server.p99.push(even.p99)
}

function comparisonsOf(framework: Framework, ours: Measured, theirs: Measured): readonly Comparison[] {
  const common = { benchmark: 'adapters', peer: `bare ${framework}`, note: 'decides nothing' } as const
  const higher = { ...common, better: 'higher' } as const
  const lower = { ...common, unit: 'ms', better: 'lower' } as const
  const even = `${framework}, ${perSecond.toLocaleString('en')} requests per second`
  return [
    compare({
      ...higher,
      case: `${framework}, as fast as possible`,
      unit: 'req/s',
      ours: ours.rates,
      theirs: theirs.rates,
    }),
    compare({
      ...higher,
      case: `${framework}, per second of CPU time`,
      unit: 'req/s of CPU',
      ours: ours.processor,
      theirs: theirs.processor,
    }),
    compare({ ...lower, case: `${even}, median`, ours: ours.p50, theirs: theirs.p50 }),
    compare({ ...lower, case: `${even}, p99`, ours: ours.p99, theirs: theirs.p99 }),
  ]
}
