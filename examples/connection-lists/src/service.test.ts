import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { sendRequest } from '@tidegate/engine/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { createService, type Service } from './app.ts'
import { createConnections, demonstrationConnections, type Connections } from './connections.ts'

const policy = fileURLToPath(new URL('../connections.policy', import.meta.url))
const running: { service: Service; server: Server }[] = []

async function start(connections: Connections): Promise<{ service: Service; port: number }> {
  const service = createService(policy, connections)
  await service.guard.ready
  const server = service.app.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  running.push({ service, server })
  return { service, port: (server.address() as AddressInfo).port }
}

afterEach(async () => {
  for (const { service, server } of running.splice(0)) {
    await service.guard.close()
    await new Promise((resolve) => server.close(resolve))
  }
})

const one = (lists: { allowed?: string; blocked?: string }): Connections =>
  createConnections([{ id: 'c', apiKey: 'k', allowed: lists.allowed ?? '', blocked: lists.blocked ?? '' }])

const statusFor = async (port: number, ip: string, key = 'k'): Promise<number> =>
  (await sendRequest({ port, headers: ['X-Forwarded-For', ip, 'x-api-key', key] })).status

describe('a connection with allowed and blocked addresses', () => {
  it.each([
    ['', '', '203.0.113.9', 200],
    ['', '203.0.113.0/24', '203.0.113.9', 200],
    ['', '203.0.113.0/24', '198.51.100.1', 403],
    ['203.0.113.9', '203.0.113.0/24', '203.0.113.9', 403],
    ['203.0.113.0/24', '203.0.113.9', '203.0.113.9', 403],
    ['203.0.113.0/24', '', '198.51.100.1', 200],
    ['# none\n', '# office\n\n ', '8.8.8.8', 200],
    ['', '192.168.1.0/24 # lan', '192.168.1.255', 200],
    ['', '2001:db8::/32', '2001:db8:ffff::1', 200],
    ['', '2001:db8::1', '2001:0DB8:0:0:0:0:0:1', 200],
    ['', '203.0.113.42', '::ffff:203.0.113.42', 200],
    ['', '203.0.113.42', '2001:db8::5', 403],
    ['', '0.0.0.0/0', '2001:db8::5', 403],
    ['', '203.0.113.7/24', '203.0.113.200', 200],
    ['', 'not-an-ip', '8.8.8.8', 403],
    ['', '203.0.113.42, 198.51.100.10', '198.51.100.10', 200],
    ['', ' 203.0.113.0/24 ,2001:db8::1', '2001:db8::1', 200],
    ['', ' , ', '8.8.8.8', 200],
  ])('blocked %j, allowed %j: %s gets %d', async (blocked, allowed, ip, status) => {
    const { port } = await start(one({ blocked, allowed }))
    expect(await statusFor(port, ip)).toBe(status)
  })

  it('writes one audit line per request, with the refused address', async () => {
    const { service, port } = await start(createConnections(demonstrationConnections))
    await statusFor(port, '203.0.113.8', 'key-office')
    await statusFor(port, '203.0.113.9', 'key-office')
    await statusFor(port, '198.51.100.1', 'key-office')
    expect(service.audit.map(({ ip, status, httpStatus, error }) => [ip, status, httpStatus, error])).toEqual([
      ['203.0.113.8', 'success', 200, undefined],
      ['203.0.113.9', 'error', 403, 'blocked address'],
      ['198.51.100.1', 'error', 403, 'allowed addresses'],
    ])
  })

  it('applies an edited list to the next request', async () => {
    const connections = one({ allowed: '203.0.113.0/24' })
    const { port } = await start(connections)
    expect(await statusFor(port, '203.0.113.9')).toBe(200)
    connections.edit('c', { blocked: '203.0.113.9' })
    expect(await statusFor(port, '203.0.113.9')).toBe(403)
  })

  it('answers 401 without a valid key, whatever the address', async () => {
    const { port } = await start(one({ blocked: '203.0.113.9' }))
    expect(await statusFor(port, '203.0.113.9', 'wrong')).toBe(401)
  })
})
