import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import type { Gate, GateOptions } from '@tidegate/engine'
import { gateOfText } from '@tidegate/engine/testing'
import { Redis } from 'iovalkey'
import { createRedisStore } from '../../create-redis-store.ts'
import { type Admitted, countExcess } from './count-excess.ts'
import type { Fault, FaultEndpoint, FaultName } from './fault.ts'

/** How long each part of a measurement takes, in milliseconds, and the time between two requests of a gate. */
export interface FaultTimes {
  readonly beforeMs: number
  readonly faultMs: number
  readonly afterMs: number
  readonly everyMs: number
}

/** What happened in one measurement. */
export interface FaultFigures {
  readonly fault: FaultName
  readonly onStoreError: NonNullable<GateOptions['onStoreError']>
  readonly requests: number
  /** The longest time that a decision took, in milliseconds. */
  readonly longestWaitMs: number
  /** The longest time, in milliseconds, for which this process did nothing else: a decision that waits then waits longer, whatever the gate does. */
  readonly longestStallMs: number
  /** Admissions beyond what the limit allows in some period, over all clients: the largest excess of each. */
  readonly wrongAdmissions: number
  /** The most that they can be while each gate counts its share: what all gates admit in addition to the server. Only with `local`. */
  readonly atMost?: number
  /** Requests that were decided without the server. */
  readonly withoutServer: number
  /** Milliseconds from the end of the fault, or from its beginning if it ends by itself, until all gates used the server again; absent if they never stopped, infinite if some did not. */
  readonly recoveredAfterMs?: number
}

const gateCount = 2
const clientCount = 40
const limit = 6
const periodMs = 10_000
const localShare = 1 / gateCount

interface Site {
  readonly gate: Gate
  readonly client: Redis
  recoveredAtMs: number | undefined
}

/** Lets two gates decide requests of many clients, each of which sends more than its limit, while the server of the counters fails and returns. */
export async function measureFault(
  fault: Fault,
  onStoreError: FaultFigures['onStoreError'],
  times: FaultTimes,
): Promise<FaultFigures> {
  const server = await fault.open()
  const sites: Site[] = []
  try {
    for (let i = 0; i < gateCount; i++) sites.push(await openSite(server.endpoint, onStoreError))
    const admitted: Admitted[] = []
    let longestWaitMs = 0
    const stalls = monitorEventLoopDelay({ resolution: 5 })
    stalls.enable()
    let requests = 0
    let isRunning = true

    async function ask({ gate }: Site, client: number): Promise<void> {
      const sentMs = performance.now()
      const peer = `192.0.2.${client}`
      const { outcome } = await gate.decideAsync({ method: 'GET', target: '/', headers: ['Host', 'a.example'], peer })
      const answeredMs = performance.now()
      longestWaitMs = Math.max(longestWaitMs, answeredMs - sentMs)
      if (outcome === 'pass') admitted.push({ client, sentMs, answeredMs })
    }

    async function load(): Promise<void> {
      const pending: Promise<void>[] = []
      while (isRunning) {
        for (const site of sites) pending.push(ask(site, requests++ % clientCount))
        await wait(times.everyMs)
      }
      await Promise.all(pending)
    }

    const loaded = load()
    await wait(times.beforeMs)
    const begunAtMs = performance.now()
    await server.begin()
    await wait(times.faultMs)
    await server.end()
    const returnedAtMs = fault.endsByItself === true ? begunAtMs : performance.now()
    await wait(times.afterMs)
    isRunning = false
    await loaded
    const wasAway = sites.some(({ gate }) => gate.counts().store!.outages > 0)
    const recovered = sites.map(({ gate, recoveredAtMs = 0 }) =>
      gate.counts().store!.isUp ? recoveredAtMs : Number.POSITIVE_INFINITY,
    )
    return {
      fault: fault.name,
      onStoreError,
      requests,
      longestWaitMs,
      longestStallMs: stalls.max / 1e6,
      wrongAdmissions: countExcess(admitted, limit, periodMs),
      ...(onStoreError === 'local' && { atMost: clientCount * gateCount * Math.floor(limit * localShare) }),
      withoutServer: sites.reduce((sum, { gate }) => sum + gate.counts().store!.fallbackDecisions, 0),
      ...(wasAway && { recoveredAfterMs: Math.max(0, Math.max(...recovered) - returnedAtMs) }),
    }
  } finally {
    for (const { gate, client } of sites) {
      client.disconnect()
      await gate.close()
    }
    await server.stop()
  }
}

async function openSite(endpoint: FaultEndpoint, onStoreError: FaultFigures['onStoreError']): Promise<Site> {
  const client = connectTo(endpoint)
  client.on('error', () => undefined)
  await client.connect()
  const store = createRedisStore({ sendCommand: async (command, ...args) => client.call(command!, ...args) })
  const text = `limit ${limit} per ${periodMs / 1000} seconds per ip`
  const gate = gateOfText(text, { store, onStoreError, localShare, logger: false })
  const site: Site = { gate, client, recoveredAtMs: undefined }
  gate.on('store-recovered', () => {
    site.recoveredAtMs = performance.now()
  })
  return site
}

/** Connects as `tidegate serve` does. */
function connectTo(endpoint: FaultEndpoint): Redis {
  const common = {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: 2000,
    socketTimeout: 2000,
  }
  const retryStrategy = (tries: number): number => Math.min(50 * 2 ** tries, 500)
  switch (endpoint.kind) {
    case 'server':
      return new Redis({ ...common, retryStrategy, host: endpoint.host, port: endpoint.port })
    case 'sentinel':
      return new Redis({
        ...common,
        retryStrategy,
        sentinels: [{ host: '127.0.0.1', port: endpoint.port }],
        name: 'counters',
        sentinelRetryStrategy: () => 100,
      })
  }
}
