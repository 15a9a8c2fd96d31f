import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { expect, it } from 'vitest'
import { startDnsServer } from './dns-server.ts'

it('starts many times even though other programs use ports over UDP only', { timeout: 30_000 }, async () => {
  const taken = await Promise.all(
    Array.from({ length: 200 }, async () => {
      const socket = createSocket('udp4')
      socket.bind(0, '127.0.0.1')
      await once(socket, 'listening')
      return socket
    }),
  )
  const servers = await Promise.all(Array.from({ length: 200 }, () => startDnsServer(() => 'nxdomain')))
  const ports = new Set(servers.map(({ address }) => address))
  expect(ports.size).toBe(200)
  await Promise.all(servers.map(({ close }) => close()))
  for (const socket of taken) socket.close()
})
