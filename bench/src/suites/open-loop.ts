import type { CallQuantiles, CallTimes, OpenLoopGuard, OpenLoopVariant } from '../children/open-loop-child.ts'
import type { Pace, PacedLoad } from '../children/pace-child.ts'
import { loadRequests } from '../data/load-requests.ts'
import { type Child, startChild } from '../harness/child.ts'
import { compareDifferences } from '../harness/compare-differences.ts'
import { compare } from '../harness/compare.ts'
import type { Benchmark, Comparison } from '../harness/comparison.ts'
import type { LoadRequest } from '../harness/load.ts'
import { type MachineState, machineStates } from '../harness/machine-state.ts'
import { pairedDifference } from '../harness/paired-difference.ts'
import { carefulName } from '../peers/careful-stack.ts'

const serverUrl = new URL('../children/open-loop-child.ts', import.meta.url)
const clientUrl = new URL('../children/pace-child.ts', import.meta.url)
const perSecond = 4_000
const atRate = `at ${perSecond.toLocaleString('en')} requests per second`

/** The peer of `admit`: what the machine itself does to a piece of work of this length. */
export const equalLoop = 'a loop as long at the same place'

const quantiles = [
  { name: 'median', of: ({ p50 }: PacedLoad | CallQuantiles) => p50 },
  { name: '99 %', of: ({ p99 }: PacedLoad | CallQuantiles) => p99 },
  { name: '99.9 %', of: ({ p999 }: PacedLoad | CallQuantiles) => p999 },
] as const

/** What clients wait for, and the longest pieces of work of the gate. */
export const openLoop: Benchmark = {
  id: 'open-loop',
  title: 'how much later is a reply, and how long does the gate keep a server busy?',
  work: 'Koa on loopback, the policy of `decision` and the requests that it admits, each sent at its time whether or not earlier ones are answered, and measured from that time; Tidegate and the careful stack in processes of their own, each next to its own application alone, in turns of a second; what is added is the difference within a round, and its spread the 95 % confidence interval; `admit` is timed inside the server, and a loop that uses no memory and takes as long as the median of `admit` runs in its place in other turns; with the second core idle, the client sleeps between two looks, some 0.1 ms, and with the second core busy, it looks without a pause',
  async run(emit, { quick }) {
    const prefixes = quick ? 1_000 : 10_000
    const requests = loadRequests(prefixes, true)
    // The client itself keeps the second core busy or leaves it idle.
    for (const state of machineStates)
      for (const comparison of await measure(requests, prefixes, state, quick)) emit({ ...comparison, state })
  },
}

/** A server, and what was measured with each variant, by round. */
interface Server {
  readonly child: Child
  readonly port: number
  readonly variants: readonly OpenLoopVariant[]
  readonly loads: Record<OpenLoopVariant, PacedLoad[]>
  readonly times: Record<OpenLoopVariant, CallTimes[]>
}

async function start(guard: OpenLoopGuard, prefixes: number, variants: readonly OpenLoopVariant[]): Promise<Server> {
  const child = startChild(serverUrl)
  const port = await child.call<number>('listen', guard, prefixes)
  const loads = { bare: [], guarded: [], loop: [] }
  return { child, port, variants, loads, times: { bare: [], guarded: [], loop: [] } }
}

async function measure(
  requests: readonly LoadRequest[],
  prefixes: number,
  state: MachineState,
  quick: boolean,
): Promise<readonly Comparison[]> {
  const client = startChild(clientUrl)
  const ours = await start('tidegate', prefixes, ['bare', 'guarded', 'loop'])
  const careful = await start('careful', prefixes, ['bare', 'guarded'])
  const isSpinning = state === 'second core busy'
  const measured: Pace = { seconds: quick ? 0.2 : 1, settlingSeconds: 0.2, perSecond, isSpinning }
  const turn = async ({ child, port }: Server, variant: OpenLoopVariant, pace: Pace): Promise<PacedLoad> => {
    await child.call('use', variant)
    return client.call<PacedLoad>('pace', port, requests, pace)
  }
  try {
    // The first turns of the loop also find out how long it must be.
    for (const server of [ours, careful])
      for (const variant of [...server.variants, ...server.variants]) {
        await turn(server, variant, measured)
        await server.child.call('callTimes')
      }
    const turns = [ours, careful].flatMap((server) => server.variants.map((variant) => ({ server, variant })))
    for (let round = 0; round < (quick ? 2 : 8); round += 1) {
      for (const { server, variant } of round % 2 === 0 ? turns : turns.toReversed()) {
        server.loads[variant].push(await turn(server, variant, measured))
        const times = await server.child.call<CallTimes | undefined>('callTimes')
        if (times !== undefined) server.times[variant].push(times)
      }
    }
  } finally {
    await Promise.all([client, ours.child, careful.child].map((child) => child.end()))
  }
  return [...compareLatencies(ours, careful), ...compareCalls(ours)]
}

function compareLatencies(ours: Server, careful: Server): readonly Comparison[] {
  return quantiles.flatMap(({ name, of }) => {
    const us = (loads: readonly PacedLoad[]): readonly number[] => loads.map((load) => of(load) * 1e3)
    const added = ({ loads }: Server) => pairedDifference(us(loads.guarded), us(loads.bare))
    const common = { benchmark: 'open-loop', unit: 'µs' } as const
    return [
      compareDifferences({
        ...common,
        case: `added ${atRate}, ${name}`,
        peer: carefulName,
        ours: added(ours),
        theirs: added(careful),
      }),
      compare({
        ...common,
        case: `latency ${atRate}, ${name}`,
        peer: 'bare Koa',
        better: 'lower',
        ours: us(ours.loads.guarded),
        theirs: us(ours.loads.bare),
        note: 'decides nothing',
      }),
    ]
  })
}

function compareCalls({ times }: Server): readonly Comparison[] {
  return quantiles.flatMap(({ name, of }) => {
    const common = {
      benchmark: 'open-loop',
      case: `\`admit\` in the server, ${name}`,
      unit: 'µs',
      better: 'lower',
      ours: times.guarded.map(of),
    } as const
    return [
      compare({ ...common, peer: equalLoop, theirs: times.loop.map(of), note: 'what the machine interrupts' }),
      compare({
        ...common,
        peer: 'the same with warm caches',
        theirs: times.guarded.map(({ warm }) => of(warm)),
        note: 'the same calls, without the first after a pause of 1 ms or after a collection of memory',
      }),
    ]
  })
}
