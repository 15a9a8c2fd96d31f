import type { IncomingMessage, ServerResponse } from 'node:http'
import type { MetricFamily, MetricHead, MetricSample } from '@tidegate/telemetry'
import { addMetrics, registerMetrics } from '@tidegate/telemetry/prometheus'
import { Registry } from 'prom-client'
import type { DoorName } from '../doors/door.ts'
import type { FrontCounts } from '../front/front-counts.ts'
import type { Sites } from '../sites/sites.ts'
import { type ProcessMetric, processMetrics, readProcess } from './process-metrics.ts'

/** What metrics are read from. */
export interface GatewayState {
  readonly sites: Sites
  readonly isReady: () => boolean
  /** Checks by door that were answered with an earlier decision. */
  readonly repeated: () => Readonly<Record<DoorName, number>>
  /** Open connections by listener. */
  readonly connections: () => readonly { readonly address: string; readonly open: number }[]
  /** What was passed on to the site; undefined if the gateway is not in front of one. */
  readonly front: (() => FrontCounts) | undefined
  /** The values of `processMetrics` in other processes of the gateway. */
  readonly processes?: () => readonly (readonly number[])[]
}

/** A metric of the gateway itself, and how it is read. */
export interface GatewayMetric extends MetricHead {
  readonly read: (state: GatewayState) => readonly MetricSample[]
}

/** The metrics of the gateway itself, in the order in which they are written; those of its gates come before them. */
export const gatewayMetrics: readonly GatewayMetric[] = [
  {
    name: 'tidegate_deduplicated_checks_total',
    kind: 'counter',
    help: 'Checks that were answered with an earlier decision, because the proxy asked about the same request again.',
    labels: ['door'],
    joined: 'sum',
    read: ({ repeated }) => Object.entries(repeated()).map(([door, value]) => ({ labels: { door }, value })),
  },
  {
    name: 'tidegate_gateway_ready',
    kind: 'gauge',
    help: '1 if requests are decided, as /readyz says; 0 while the gateway stops.',
    labels: [],
    joined: 'min',
    read: ({ isReady }) => [{ labels: {}, value: isReady() ? 1 : 0 }],
  },
  {
    name: 'tidegate_gateway_connections',
    kind: 'gauge',
    help: 'Open connections of each listener, with WebSockets and without the admin listener.',
    labels: ['listener'],
    joined: 'sum',
    read: ({ connections }) =>
      connections().map(({ address, open }) => ({ labels: { listener: address }, value: open })),
  },
  {
    name: 'tidegate_site_requests_in_flight',
    kind: 'gauge',
    help: 'Requests that were passed on to the site and whose replies have not ended. Only for a gateway in front of a site, like the next metric.',
    labels: [],
    joined: 'sum',
    read: ({ front }) => (front === undefined ? [] : [{ labels: {}, value: front().inFlight }]),
  },
  {
    name: 'tidegate_site_replies_total',
    kind: 'counter',
    help: 'Replies of the site by class of status; failed if it could not be reached or did not answer in time.',
    labels: ['class'],
    joined: 'sum',
    read: ({ front }) =>
      front === undefined
        ? []
        : Object.entries(front().replies).map(([name, value]) => ({ labels: { class: name }, value })),
  },
]

/** Answers `/metrics`. */
export type MetricsListener = (request: IncomingMessage, response: ServerResponse) => void

/** Creates what answers `GET /metrics`: the metrics of all gates, of the gateway and of its process, in the text format of Prometheus. */
export function createMetricsListener(state: GatewayState): MetricsListener {
  const registry = new Registry()
  for (const { gate } of state.sites.all) registerMetrics(registry, { gate })
  addMetrics(registry, gatewayMetrics, () => gatewayMetrics.map((metric) => familyOf(metric, metric.read(state))))
  addMetrics(registry, processMetrics, () => {
    const all = [readProcess(), ...(state.processes?.() ?? [])]
    return processMetrics.map((metric, at) => familyOf(metric, [{ labels: {}, value: joined(metric, all, at) }]))
  })

  return ({ method }, response) => {
    if (method !== 'GET' && method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD', 'content-length': '0' })
      response.end()
      return
    }
    registry.metrics().then(
      (text) => {
        response.writeHead(200, {
          'content-type': registry.contentType,
          'content-length': String(Buffer.byteLength(text)),
          'cache-control': 'no-store',
          'x-content-type-options': 'nosniff',
        })
        response.end(method === 'HEAD' ? undefined : text)
      },
      () => response.destroy(),
    )
  }
}

function joined(metric: ProcessMetric, all: readonly (readonly number[])[], at: number): number {
  // Of a process that has ended, only counters are left.
  const values = all.map((each) => each[at] ?? Number.NaN).filter((value) => !Number.isNaN(value))
  switch (metric.joined) {
    case 'sum':
      return values.reduce((a, b) => a + b, 0)
    case 'min':
      return Math.min(...values)
    case 'max':
      return Math.max(...values)
    case 'first':
      return values[0]!
  }
}

function familyOf({ name, kind, help }: MetricHead, samples: readonly MetricSample[]): MetricFamily {
  return { name, kind, help, samples }
}
