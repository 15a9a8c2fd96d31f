import { sendRequest } from '@tidegate/engine/testing'
import { checksOf, type CheckDoor } from '../data/check-requests.ts'
import type { AskedGate } from '../children/gate-child.ts'
import type { PacedLoad } from '../children/pace-child.ts'
import { loadRequests } from '../data/load-requests.ts'
import { type Child, startChild } from '../harness/child.ts'
import { compare } from '../harness/compare.ts'
import type { Benchmark, Comparison } from '../harness/comparison.ts'
import type { LoadRequest } from '../harness/load.ts'
import { saturate } from '../harness/saturate.ts'
import { inBothStates } from '../harness/in-both-states.ts'
import { withFolder } from '../harness/with-folder.ts'
import { type NginxGuard, startNginxSites } from '../peers/nginx-sites.ts'

const url = new URL('../children/gate-child.ts', import.meta.url)
const paceUrl = new URL('../children/pace-child.ts', import.meta.url)
const idField = 'X-Tidegate-Request'
const emptyGate = 'a gate that answers 200'
const peers: Readonly<Record<Exclude<NginxGuard, 'tidegate'>, { readonly peer: string; readonly note?: string }>> = {
  nothing: { peer: 'nginx alone', note: 'decides nothing' },
  limit_req: { peer: 'nginx with limit_req', note: 'only counts requests by address, in the memory of nginx' },
  empty: { peer: `nginx with ${emptyGate}`, note: 'decides nothing' },
}
const guards: readonly NginxGuard[] = ['tidegate', 'nothing', 'limit_req', 'empty']

/**
 * The part of what the slowest set-up reaches at which latencies are measured. WHY with the client that spaces requests evenly, not with wrk: that client takes
 * several times as much processor time for a request, and on the same cores a rate that wrk reaches may be more than all of them can do.
 */
const evenShare = 0.7

/** Requests per second at which proxy, gateway, site and load together need less than one core. */
const calmPerSecond = 1_000

const calmCase = `through nginx at ${calmPerSecond.toLocaleString('en')} requests per second, median`

/** How many checks the gateway answers, and how much it adds to nginx. */
export const gateway: Benchmark = {
  id: 'gateway',
  title: 'how many checks per second does the gateway answer, and how much latency does it add to nginx?',
  work: 'HTTP on loopback from fifty connections by wrk (by autocannon, with bursts, if wrk is not installed), the policy of `decision`, each check with an id of its own; the gateway and a `node:http` server that answers 200 to everything in separate processes, in turns; then through one nginx with one worker (left out if it is not installed), in front of another one that answers `hello`; latencies from the time at which a request was due, with evenly spaced requests, at 70 % of what the slowest set-up reaches with the same client and at a small load; both gates with the young generation of the heap that the unit of `tidegate init` sets; in both states of the machine, as in `koa-added`',
  run: (emit, { quick }) =>
    withFolder(async (folder) => {
      const rounds = quick ? 1 : 3
      const seconds = quick ? 1 : 2
      const prefixes = quick ? 1_000 : 10_000
      const requests = loadRequests(prefixes)
      const [ours, theirs] = await Promise.all([start('tidegate', folder, prefixes), start('empty', folder, prefixes)])
      const sites = await startNginxSites(folder, { tidegate: ours.port, empty: theirs.port })
      if (sites === undefined) console.error('gateway: nginx is not installed, so that nothing is measured through it')
      try {
        await inBothStates(emit, async (emitInState, state) => {
          const warmSeconds = quick ? 1 : state === 'second core idle' ? 4 : 0
          for (const door of ['auth-request', 'forward-auth'] as const) {
            const checks = checksOf(door, requests)
            for (const comparison of await compareChecks(door, checks, [ours, theirs], {
              rounds,
              seconds,
              warmSeconds,
            }))
              emitInState(comparison)
          }
          if (sites === undefined) return
          const measured = guards.map((guard): MeasuredSite => {
            const port = sites.ports[guard]
            return { guard, port, rates: [], p50: [], p99: [], calm: [] }
          })
          await measureSites(measured, requests, { rounds, seconds, warmSeconds })
          for (const comparison of compareSites(measured)) emitInState(comparison)
        })
      } finally {
        await sites?.stop()
        await Promise.all([ours, theirs].map(({ child }) => child.end()))
      }
    }),
}

/** How long is measured. */
interface Length {
  readonly rounds: number
  readonly seconds: number
  readonly warmSeconds: number
}

/** A gate in a process of its own. */
interface Asked {
  readonly child: Child
  readonly port: number
}

async function start(gate: AskedGate, folder: string, prefixes: number): Promise<Asked> {
  const child = startChild(url, [], ['--max-semi-space-size=8'])
  return { child, port: await child.call<number>('listen', gate, folder, prefixes) }
}

async function compareChecks(
  door: CheckDoor,
  checks: readonly LoadRequest[],
  [ours, theirs]: readonly [Asked, Asked],
  { rounds, seconds, warmSeconds }: Length,
): Promise<readonly Comparison[]> {
  const sides = [ours, theirs].map((asked) => ({ ...asked, rates: [] as number[], processor: [] as number[] }))
  await proveThatItDecides(ours.port, checks)
  if (warmSeconds > 0) for (const { port } of sides) await saturate(port, checks, warmSeconds, idField)
  for (let round = 0; round < rounds; round += 1) {
    for (const side of round % 2 === 0 ? sides : sides.toReversed()) {
      const before = await side.child.call<number>('processorTime')
      const full = await saturate(side.port, checks, seconds, idField)
      const spent = (await side.child.call<number>('processorTime')) - before
      side.rates.push(full.requestsPerSecond)
      side.processor.push((full.requests * 1e6) / spent)
    }
  }
  const [own, other] = sides as [(typeof sides)[0], (typeof sides)[0]]
  const common = { benchmark: 'gateway', peer: emptyGate, better: 'higher', note: 'decides nothing' } as const
  return [
    compare({ ...common, case: `${door}, as fast as possible`, unit: 'req/s', ours: own.rates, theirs: other.rates }),
    compare({
      ...common,
      case: `${door}, per second of CPU time`,
      unit: 'req/s of CPU',
      ours: own.processor,
      theirs: other.processor,
    }),
  ]
}

/** Rejects unless some requests pass and some are refused, by rules or by limits: a server that answers errors would seem fast. */
async function proveThatItDecides(port: number, requests: readonly LoadRequest[]): Promise<void> {
  const statuses = new Set<number>()
  for (const { path, headers } of requests.slice(0, 100))
    statuses.add((await sendRequest({ port, target: path, headers: Object.entries(headers).flat() })).status)
  const decides =
    statuses.has(200) && statuses.has(403) && [...statuses].every((status) => [200, 403, 429].includes(status))
  if (!decides)
    throw new Error(
      `the replies are ${[...statuses].join(', ')} instead of 200, 403 and 429: the policy does not decide`,
    )
}

/** The figures of one port of nginx, by round. */
interface MeasuredSite {
  readonly guard: NginxGuard
  readonly port: number
  readonly rates: number[]
  readonly p50: number[]
  readonly p99: number[]
  /** The median at a load at which nothing waits for a core. */
  readonly calm: number[]
}

async function measureSites(
  sites: readonly MeasuredSite[],
  requests: readonly LoadRequest[],
  { rounds, seconds, warmSeconds }: Length,
): Promise<void> {
  await proveThatItDecides(sites.find(({ guard }) => guard === 'tidegate')!.port, requests)
  if (warmSeconds > 0) for (const { port } of sites) await saturate(port, requests, warmSeconds)
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? sites : sites.toReversed()
    for (const site of order) site.rates.push((await saturate(site.port, requests, seconds)).requestsPerSecond)
    const reached: number[] = []
    for (const { port } of order) reached.push(await fromChild<number>('fill', port, requests, seconds / 2))
    const perSecond = Math.floor(evenShare * Math.min(...reached))
    for (const { port, p50, p99, calm } of order) {
      const even = await fromChild<PacedLoad>('pace', port, requests, { seconds, perSecond })
      p50.push(even.p50)
      p99.push(even.p99)
      const calmly = await fromChild<PacedLoad>('pace', port, requests, { seconds, perSecond: calmPerSecond })
      calm.push(calmly.p50)
    }
  }
}

/** Sends requests from a process of its own. */
async function fromChild<Result>(call: 'fill' | 'pace', ...args: readonly unknown[]): Promise<Result> {
  const child = startChild(paceUrl)
  try {
    return await child.call<Result>(call, ...args)
  } finally {
    await child.end()
  }
}

function compareSites([ours, ...others]: readonly MeasuredSite[]): readonly Comparison[] {
  return others.flatMap((theirs) => {
    const common = { benchmark: 'gateway', ...peers[theirs.guard as keyof typeof peers] } as const
    const lower = { ...common, unit: 'ms', better: 'lower' } as const
    return [
      compare({
        ...common,
        case: 'through nginx, as fast as possible',
        unit: 'req/s',
        better: 'higher',
        ours: ours!.rates,
        theirs: theirs.rates,
      }),
      compare({ ...lower, case: calmCase, ours: ours!.calm, theirs: theirs.calm }),
      compare({ ...lower, case: 'through nginx at 70 % load, median', ours: ours!.p50, theirs: theirs.p50 }),
      compare({ ...lower, case: 'through nginx at 70 % load, p99', ours: ours!.p99, theirs: theirs.p99 }),
    ]
  })
}
