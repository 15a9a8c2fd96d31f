import type { IncomingMessage, ServerResponse } from 'node:http'
import { gateOfText } from '@tidegate/engine/testing'
import { gateMetrics } from '@tidegate/telemetry'
import { describe, expect, it } from 'vitest'
import type { Site, Sites } from '../sites/sites.ts'
import { createMetricsListener, gatewayMetrics, type GatewayState } from './gateway-metrics.ts'
import { processMetrics } from './process-metrics.ts'

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

function ask(state: Partial<GatewayState>, method = 'GET'): Promise<Answer> {
  const gates = ['policy "shop"\nblock path in /admin/**', 'limit 5 per minute per ip'].map((text) =>
    gateOfText(text, { logger: false }),
  )
  const sites = { all: gates.map((gate) => ({ gate }) as unknown as Site), of: () => undefined } as Sites
  const listener = createMetricsListener({
    sites,
    isReady: () => true,
    repeated: () => ({ 'auth-request': 3, 'forward-auth': 0, 'ext-authz': 0 }),
    connections: () => [{ address: '127.0.0.1:7411', open: 2 }],
    front: undefined,
    ...state,
  })
  return new Promise((resolve) => {
    let status = 0
    let headers = {}
    const response = {
      writeHead: (given: number, fields: Readonly<Record<string, string>>) => {
        status = given
        headers = fields
      },
      end: (body = '') => resolve({ status, headers, body }),
    }
    listener({ method } as IncomingMessage, response as unknown as ServerResponse)
  })
}

describe('/metrics of the gateway', () => {
  it('has the metrics of all sites, of the gateway and of the process', async () => {
    const { status, headers, body } = await ask({})
    expect(status).toBe(200)
    expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/)
    const names = [...body.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name)
    expect(names).toEqual([...gateMetrics, ...gatewayMetrics, ...processMetrics].map(({ name }) => name))
    expect(body).toContain('tidegate_gateway_ready 1\n')
    expect(body).toContain('tidegate_deduplicated_checks_total{door="auth-request"} 3\n')
    expect(body).toContain('tidegate_gateway_connections{listener="127.0.0.1:7411"} 2\n')
    expect(body).toMatch(/^tidegate_policy_info\{policy="shop",/m)
    expect(body).toMatch(/^tidegate_policy_info\{policy="site",/m)
    expect(body).not.toContain('tidegate_site_replies_total{')
  })

  it('says what the site answered, and that the gateway is not ready', async () => {
    const replies = { '1xx': 0, '2xx': 7, '3xx': 0, '4xx': 1, '5xx': 0, failed: 2 }
    const { body } = await ask({ isReady: () => false, front: () => ({ inFlight: 4, replies }) })
    expect(body).toContain('tidegate_gateway_ready 0\n')
    expect(body).toContain('tidegate_site_requests_in_flight 4\n')
    expect(body).toContain('tidegate_site_replies_total{class="2xx"} 7\n')
    expect(body).toContain('tidegate_site_replies_total{class="failed"} 2\n')
  })

  it('answers HEAD without a body, and no other method', async () => {
    const head = await ask({}, 'HEAD')
    expect([head.status, head.body]).toEqual([200, ''])
    expect(await ask({}, 'POST')).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } })
  })

  it('reads values of the process that are plausible', async () => {
    const { body } = await ask({})
    const value = (name: string): number => Number(new RegExp(`^${name} (.*)$`, 'm').exec(body)?.[1])
    expect(value('process_cpu_seconds_total')).toBeGreaterThan(0)
    expect(value('process_resident_memory_bytes')).toBeGreaterThan(1e7)
    expect(Math.abs(value('process_start_time_seconds') - Date.now() / 1_000)).toBeLessThan(100_000)
    expect(value('nodejs_heap_size_used_bytes')).toBeGreaterThan(1e6)
    expect(value('nodejs_eventloop_utilization')).toBeLessThanOrEqual(1)
  })
})
