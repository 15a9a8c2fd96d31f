import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { sendRequest } from '@tidegate/engine/testing'
import { bundleProgram, findProgram, freePorts, runServer, type RunningServer } from '@tidegate/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPlainSite, type PlainSite } from './testing/plain-site.ts'
import { proxiesUnderTest } from './testing/proxies-under-test.ts'

const gatewayProgram = bundleProgram(new URL('testing/gateway-process.ts', import.meta.url))

/** Starts a gateway as a process of its own, which can be paused and killed. */
function startGateway(options: object, port: number): Promise<RunningServer> {
  return runServer({ path: process.execPath, args: [gatewayProgram, JSON.stringify(options)], port })
}

async function kill({ process: child }: RunningServer): Promise<void> {
  const closed = once(child, 'close')
  child.kill('SIGKILL')
  await closed
}

describe.each(proxiesUnderTest)('a gateway in trouble behind $name', ({ name, start }) => {
  const program = findProgram(name)
  let folder: string
  let site: PlainSite
  let options: object
  let gateway: RunningServer
  let gatePort: number
  /** The proxy that refuses while the gateway is away, and the one that admits. */
  let proxies: readonly RunningServer[]
  let closedPort: number
  let openPort: number

  beforeAll(async () => {
    if (program === undefined) return
    folder = mkdtempSync(join(tmpdir(), `tidegate-failures-${name}-`))
    writeFileSync(join(folder, 'site.policy'), 'block path in /admin/**\nlimit 3 per minute per ip as "three"\n')
    site = createPlainSite()
    site.server.listen(0, '127.0.0.1')
    await once(site.server, 'listening')
    const sitePort = (site.server.address() as AddressInfo).port
    ;[gatePort, closedPort, openPort] = (await freePorts(3)) as [number, number, number]
    const address = { kind: 'tcp', host: '127.0.0.1', port: gatePort } as const
    options = {
      sites: [{ policy: join(folder, 'site.policy') }],
      listen: [address],
      behind: [name],
      requestIds: true,
      gates: { watch: false },
    }
    gateway = await startGateway(options, gatePort)
    const startProxy = (whenAway: 'refuse' | 'admit', port: number): Promise<RunningServer> => {
      const own = join(folder, whenAway)
      mkdirSync(own)
      return start(program, { folder: own, port, sitePort, settings: { gateway: address, whenAway } })
    }
    proxies = await Promise.all([startProxy('refuse', closedPort), startProxy('admit', openPort)])
  })
  afterAll(async () => {
    if (program === undefined) return
    await Promise.all(proxies.map((proxy) => proxy.stop()))
    await gateway.stop()
    site.server.close()
    site.server.closeAllConnections()
    rmSync(folder, { recursive: true })
  })

  const status = async (port: number, target = '/'): Promise<number> => (await sendRequest({ port, target })).status

  it.skipIf(program === undefined)(
    'that is slow: the request is refused, and counts once although it is asked again',
    async () => {
      expect(await status(closedPort)).toBe(200)
      gateway.process.kill('SIGSTOP')
      const late = sendRequest({ port: closedPort, target: '/' })
      await wait(900)
      gateway.process.kill('SIGCONT')
      const { status: seen, headers } = await late
      // HAProxy asks again when an answer is late; the others give up after half a second.
      expect([seen, headers['retry-after']]).toEqual(seen === 200 ? [200, undefined] : [503, '5'])
      await wait(200)
      const remaining = (await sendRequest({ port: closedPort, target: '/' })).headers['ratelimit']
      // The first, the late one and this one: three of three.
      expect(remaining).toContain('r=0')
    },
  )

  it.skipIf(program === undefined)('that was sent large heads: no request comes in without a check', async () => {
    const large = ['X-Large', 'x'.repeat(500_000)]
    const sent = Array.from({ length: 8 }, () =>
      sendRequest({ port: openPort, target: '/admin/x', headers: large }).then(
        ({ status: seen }) => seen,
        // nginx and HAProxy break the connection off.
        () => 400,
      ),
    )
    for (const seen of await Promise.all(sent)) expect(seen).toBeGreaterThanOrEqual(400)
    expect(await status(openPort, '/admin/x')).toBe(403)
  })

  it.skipIf(program === undefined)(
    'that was killed: one recipe refuses, the other admits, and both ask again when it is back',
    async () => {
      await kill(gateway)
      site.received.length = 0
      expect(await status(closedPort)).toBe(503)
      expect(await status(closedPort, '/admin/x')).toBe(503)
      expect(site.received).toEqual([])
      expect(await status(openPort, '/admin/x')).toBe(200)
      expect(site.received).toHaveLength(1)
      gateway = await startGateway(options, gatePort)
      // Caddy remembers for a second that it was away.
      await expect.poll(() => status(openPort, '/admin/x'), { timeout: 5_000 }).toBe(403)
      expect(await status(closedPort, '/admin/x')).toBe(403)
    },
  )

  it.skipIf(program === undefined)(
    'that is slow lets requests in without a decision, if the recipe admits',
    async () => {
      gateway.process.kill('SIGSTOP')
      const late = status(openPort, '/admin/x')
      await wait(900)
      gateway.process.kill('SIGCONT')
      // HAProxy asks again, and gets the decision.
      expect(await late).toBe(name === 'haproxy' ? 403 : 200)
    },
  )
})
