import type { Duplex } from 'node:stream'
import { sendRaw } from '@tidegate/engine/testing'
import { expect, it } from 'vitest'
import type { AdapterUnderTest } from '../adapter.ts'
import { openRequest } from '../harness/open-request.ts'
import { rawHead, rawUpgrade } from '../harness/raw-requests.ts'
import { type TestServer, useServers } from '../harness/use-servers.ts'

/** Upgrades and CONNECT never reach routes: the guard decides them at the server. */
export function describeUpgrades(adapter: AdapterUnderTest): void {
  const serve = useServers(adapter)

  it('are refused before any listener sees them, or reach their listener', async () => {
    const served = await serve('client ip from x-forwarded-for trusting loopback\nblock ip in 198.51.100.7')
    served.guard.protectUpgrades(served.server)
    const upgraded = acceptUpgrades(served)
    const refused = await sendRaw(served.port, rawUpgrade('/socket', 'X-Forwarded-For: 198.51.100.7'))
    expect(refused.status).toBe(403)
    expect(upgraded).toEqual([])
    const accepted = await sendRaw(served.port, rawUpgrade('/socket', 'X-Forwarded-For: 203.0.113.1'))
    expect(accepted.status).toBe(101)
    expect(upgraded).toEqual(['/socket'])
  })

  it('are also decided if their listener was added first', async () => {
    const served = await serve('block anyone')
    const upgraded = acceptUpgrades(served)
    served.guard.protectUpgrades(served.server)
    expect((await sendRaw(served.port, rawUpgrade('/socket'))).status).toBe(403)
    expect(upgraded).toEqual([])
  })

  it('are counted by limits, as requests are', async () => {
    const served = await serve('limit 1 per minute per ip')
    acceptUpgrades(served)
    served.guard.protectUpgrades(served.server)
    expect((await sendRaw(served.port, rawUpgrade('/socket'))).status).toBe(101)
    const refused = await sendRaw(served.port, rawUpgrade('/socket', 'Accept: application/json'))
    expect(refused.text).toMatch(/^HTTP\/1\.1 429 Too Many Requests\r\n/)
    expect(refused.text).toMatch(/\r\nretry-after: \d+\r\n/)
    expect(refused.text).toContain('application/problem+json')
  })

  it.each(['GET /socket HTTP/1.1', 'CONNECT b.example:443 HTTP/1.1'])(
    'are counted by the status that their listener writes: %s',
    async (line) => {
      const served = await serve('limit 2 per hour per ip counting only replies 401')
      served.guard.protectUpgrades(served.server)
      let status = 101
      const answer = (_request: unknown, socket: Duplex): void => {
        socket.write('HTTP/1.1')
        socket.end(Buffer.from(` ${status} Chosen\r\nConnection: close\r\n\r\n`))
      }
      served.server.on('upgrade', answer).on('connect', answer)
      const guess = async (): Promise<number> =>
        (await sendRaw(served.port, rawHead(line, 'Host: b.example:443', 'Connection: Upgrade', 'Upgrade: x'))).status
      for (let i = 0; i < 3; i++) expect(await guess()).toBe(101)
      status = 401
      expect([await guess(), await guess(), await guess()]).toEqual([401, 401, 429])
    },
  )

  it('are counted by that status even if the client has left before', async () => {
    const served = await serve('limit 2 per hour per ip counting only replies 401')
    served.guard.protectUpgrades(served.server)
    let tried = 0
    served.server.on('upgrade', (_request: unknown, socket: Duplex) => {
      tried++
      socket.resume().on('error', () => {})
      socket.once('close', () => setTimeout(() => socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n'), 5))
    })
    for (let i = 0; i < 4; i++) {
      const before = tried
      const guess = openRequest(served.port, rawUpgrade('/socket'))
      await expect.poll(() => tried > before || guess.received().includes('429')).toBe(true)
      guess.socket.resetAndDestroy()
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    expect(tried).toBe(2)
  })

  it('close the connection of a refused client that keeps it open', async () => {
    const served = await serve('block anyone')
    served.guard.protectUpgrades(served.server)
    served.server.on('upgrade', () => {})
    const { server, port } = served
    const lingering = openRequest(port, rawUpgrade('/socket'), 'keepsOpen')
    const connections = (): Promise<number> =>
      new Promise((resolve, reject) =>
        server.getConnections((error, count) => (error === null ? resolve(count) : reject(error))),
      )
    await expect.poll(lingering.received).toContain('403')
    await expect.poll(connections, { timeout: 5_000 }).toBe(0)
    lingering.socket.destroy()
  })

  it('include CONNECT, which does not reach routes either', async () => {
    const { guard, port, server } = await serve('block method == "CONNECT"')
    let connected = 0
    guard.protectUpgrades(server)
    server.on('connect', () => connected++)
    const reply = await sendRaw(port, rawHead('CONNECT b.example:443 HTTP/1.1', 'Host: b.example:443'))
    expect([reply.status, connected]).toEqual([403, 0])
  })

  it('pass the target that is decided to the functions that supply user and facts', async () => {
    const served = await serve('fact area : text required\nblock area == "admin"')
    served.guard.protectUpgrades(served.server, {
      facts: ({ url }) => ({ area: url?.startsWith('/admin/') === true ? 'admin' : 'public' }),
    })
    const upgraded = acceptUpgrades(served)
    expect((await sendRaw(served.port, rawUpgrade('//%61dmin/socket'))).status).toBe(403)
    expect((await sendRaw(served.port, rawUpgrade('//socket'))).status).toBe(101)
    expect(upgraded).toEqual(['/socket'])
  })

  it('keep the target unchanged if the application sets rewriteTarget to false', async () => {
    const served = await serve('limit 5 per minute per ip', { rewriteTarget: false })
    served.guard.protectUpgrades(served.server)
    const upgraded = acceptUpgrades(served)
    await sendRaw(served.port, rawUpgrade('//socket'))
    expect(upgraded).toEqual(['//socket'])
  })

  it('are refused with 500 if the function that supplies the user throws', async () => {
    const served = await serve('limit 5 per minute per ip')
    served.guard.protectUpgrades(served.server, {
      user: () => {
        throw new Error('the session store is unavailable')
      },
    })
    const upgraded = acceptUpgrades(served)
    expect((await sendRaw(served.port, rawUpgrade('/socket'))).status).toBe(500)
    expect(upgraded).toEqual([])
  })
}

/** Accepts and closes every upgrade that the guard admits; returns their targets. */
function acceptUpgrades({ server }: TestServer): readonly (string | undefined)[] {
  const targets: (string | undefined)[] = []
  server.on('upgrade', (request, socket) => {
    targets.push(request.url)
    socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n')
  })
  return targets
}
