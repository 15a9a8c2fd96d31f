import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createMemoryStore, definePlugin } from '@tidegate/engine'
import { sendRequest } from '@tidegate/engine/testing'
import { tidegate } from '@tidegate/express-adapter'
import { registerMetrics } from '@tidegate/telemetry/prometheus'
import { findProgram, freePorts, type RunningServer, runServer } from '@tidegate/test-support'
import express from 'express'
import { Registry } from 'prom-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openGateway } from './gateway.ts'
import type { Gateway } from './running-gateway.ts'
import { createPlainSite } from './testing/plain-site.ts'

const program = findProgram('prometheus')
const inTelemetry = (file: string): string => fileURLToPath(new URL(`../../telemetry/${file}`, import.meta.url))

interface Dashboard {
  readonly panels: readonly { readonly title: string; readonly targets?: readonly { readonly expr: string }[] }[]
}

/** Every query of the dashboard, with values for its variables. */
const queries = (JSON.parse(readFileSync(inTelemetry('dashboards/tidegate.json'), 'utf8')) as Dashboard).panels.flatMap(
  ({ title, targets = [] }) =>
    targets.map(
      ({ expr }) =>
        [title, expr.replaceAll('$__rate_interval', '1m').replaceAll(/\$(?:job|instance|policy)/g, '.*')] as const,
    ),
)

describe.skipIf(program === undefined)('a real Prometheus', () => {
  let folder: string
  let gateway: Gateway
  let prometheus: RunningServer
  let port = 0
  const servers: Server[] = []
  let closeGuard = async (): Promise<void> => {}

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tidegate-prometheus-'))
    const app = await startExpress()
    const admin = await startGateway()
    await sendTraffic(app)
    ;[port] = (await freePorts(1)) as [number]
    const config = {
      global: { scrape_interval: '500ms', scrape_timeout: '500ms', evaluation_interval: '500ms' },
      rule_files: [inTelemetry('alerts/tidegate.rules.yaml')],
      scrape_configs: [{ job_name: 'tidegate', static_configs: [{ targets: [admin, `127.0.0.1:${app}`] }] }],
    }
    writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(config))
    prometheus = await runServer({
      path: program!,
      args: [
        `--config.file=${join(folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--log.level=warn',
      ],
      port,
    })
  }, 60_000)

  afterAll(async () => {
    await prometheus.stop()
    await gateway.stop()
    for (const server of servers) {
      server.closeAllConnections()
      server.close()
    }
    await closeGuard()
    rmSync(folder, { recursive: true })
  })

  async function listening(server: Server): Promise<number> {
    servers.push(server)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }

  /** An Express app with a store outside the gate, a plugin, a shadow rule and hostile names. */
  async function startExpress(): Promise<number> {
    const policy = join(folder, 'app.policy')
    writeFileSync(
      policy,
      [
        'policy "app \\"} 1 \\\\ <b>"',
        'use load',
        'limit 2 per hour per ip as "visitors"',
        'shadow block busy is present as "busy\\\\"',
        'block path in /never/** as "never"',
        '',
      ].join('\n'),
    )
    const load = definePlugin({ apiVersion: 1, name: 'load', facts: { busy: { type: 'number', read: () => 1 } } })
    const guard = tidegate({ policy, plugins: [load], store: createMemoryStore(), logger: false })
    closeGuard = () => guard.close()
    const registry = new Registry()
    registerMetrics(registry, await guard.ready)
    const app = express()
    app.get('/metrics', async (_request, response) => {
      response.type(registry.contentType).send(await registry.metrics())
    })
    app.use(guard)
    app.use((_request, response) => void response.send('site'))
    return listening(createServer(app))
  }

  async function startGateway(): Promise<string> {
    writeFileSync(join(folder, 'bad.txt'), '198.51.100.0/24\n')
    const policy = join(folder, 'site.policy')
    writeFileSync(policy, 'list bad = file "bad.txt"\nblock ip in bad\nblock path in /admin/**\n')
    const site = await listening(createPlainSite().server)
    gateway = await openGateway({
      sites: [{ policy }],
      listen: [{ kind: 'tcp', host: '127.0.0.1', port: 0 }],
      admin: { kind: 'tcp', host: '127.0.0.1', port: 0 },
      to: { kind: 'url', url: `http://127.0.0.1:${site}` },
      gates: { watch: false },
      logger: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    })
    return gateway.adminAddress!
  }

  async function sendTraffic(app: number): Promise<void> {
    const front = Number(gateway.addresses[0]!.split(':').at(-1))
    for (const target of ['/', '/missing', '/admin/x'])
      await sendRequest({ port: front, target, headers: ['Host', 'a.example', 'User-Agent', 'curl'] })
    for (let i = 0; i < 4; i++) await sendRequest({ port: app, headers: ['Host', 'a.example', 'User-Agent', 'curl'] })
  }

  async function ask(path: string): Promise<unknown> {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`)
    const { status, data, error } = (await response.json()) as { status: string; data: unknown; error?: string }
    if (status !== 'success') throw new Error(error)
    return data
  }

  interface Series {
    readonly metric: Readonly<Record<string, string>>
    readonly value: readonly [number, string]
  }

  const query = async (expr: string): Promise<readonly Series[]> =>
    ((await ask(`query?query=${encodeURIComponent(expr)}`)) as { result: readonly Series[] }).result

  it('scrapes a gateway and an Express app, with names as they are in the policy', async () => {
    await expect
      .poll(() => query('sum_over_time(up[1m]) >= 3').then(({ length }) => length), { timeout: 20_000 })
      .toBe(2)
    const [visitors] = await query('max_over_time(tidegate_rule_decisions_total{rule="visitors",effect="refused"}[1m])')
    expect(visitors).toMatchObject({
      metric: { policy: 'app "} 1 \\ <b>', kind: 'limit' },
      value: [expect.any(Number), '2'],
    })
    const [busy] = await query(
      'max_over_time(tidegate_rule_decisions_total{rule="busy\\\\",effect="would_refuse"}[1m])',
    )
    expect(busy?.value[1]).toBe('4')
    const replies = await query('max_over_time(tidegate_site_replies_total[1m]) > 0')
    expect(Object.fromEntries(replies.map(({ metric, value }) => [metric['class'], value[1]]))).toEqual({
      '2xx': '1',
      '4xx': '1',
    })
  })

  it('has data for every query of the dashboard', async () => {
    expect(queries.length).toBeGreaterThan(30)
    // WHY polled: on a busy machine a scrape may take too long, and its series are absent until the next one.
    const withoutData = async (): Promise<readonly string[]> => {
      const answers = await Promise.all(queries.map(async ([title, expr]) => [title, expr, await query(expr)] as const))
      return answers.flatMap(([title, expr, { length }]) => (length === 0 ? [`${title}: ${expr}`] : []))
    }
    await expect.poll(withoutData, { timeout: 20_000, interval: 500 }).toEqual([])
  })

  it('evaluates the alert rules, none of which fires', async () => {
    const { groups } = (await ask('rules')) as {
      groups: { rules: { name: string; health: string; state: string }[] }[]
    }
    const rules = groups.flatMap((group) => group.rules)
    expect(rules.length).toBeGreaterThan(4)
    expect(rules.filter(({ health, state }) => health === 'err' || state === 'firing')).toEqual([])
  })
})
