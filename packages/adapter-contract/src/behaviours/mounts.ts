import { gateOfText, sendRequest } from '@tidegate/engine/testing'
import { expect, it } from 'vitest'
import type { AdapterUnderTest } from '../adapter.ts'
import { useServers } from '../harness/use-servers.ts'

/** Below a mount, decisions use the path that the mounted router reads. */
export function describeMounts(adapter: AdapterUnderTest): void {
  const serve = useServers(adapter)

  it('are decided by the path that their router reads, with a warning', async () => {
    const gate = gateOfText('block path in /admin/**')
    const warnings: string[] = []
    gate.on('warning', ({ code }) => warnings.push(code))
    const { port } = await serve('', {
      gate,
      setup: { mounts: ['/panel'] },
      respond: (exchange) => exchange.reply(200, exchange.target),
    })
    expect((await sendRequest({ port, target: '/panel/admin' })).status).toBe(403)
    expect(await sendRequest({ port, target: '/panel/users//1?q' })).toMatchObject({ status: 200, body: '/users/1?q' })
    expect(warnings).toEqual(['below-mount'])
  })

  it('share counters if they share a gate', async () => {
    const gate = gateOfText('block path in /admin/**\nlimit 2 per minute per ip')
    const { port, reached } = await serve('', { gate, setup: { mounts: ['/panel', '/shop'] } })
    expect((await sendRequest({ port, target: '/panel/a' })).status).toBe(200)
    expect((await sendRequest({ port, target: '/shop/admin' })).status).toBe(403)
    expect((await sendRequest({ port, target: '/shop/b' })).status).toBe(200)
    expect((await sendRequest({ port, target: '/panel/c' })).status).toBe(429)
    expect(reached).toEqual(['/a', '/b'])
  })

  it('have separate counters if each has its own gate', async () => {
    const { port } = await serve('limit 1 per minute per ip', { setup: { mounts: ['/panel', '/shop'] } })
    expect((await sendRequest({ port, target: '/panel/a' })).status).toBe(200)
    expect((await sendRequest({ port, target: '/shop/a' })).status).toBe(200)
    expect((await sendRequest({ port, target: '/panel/a' })).status).toBe(429)
    expect((await sendRequest({ port, target: '/shop/a' })).status).toBe(429)
  })
}
