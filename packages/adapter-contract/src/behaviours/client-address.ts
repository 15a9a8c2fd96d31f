import { sendRaw, sendRequest } from '@tidegate/engine/testing'
import { expect, it } from 'vitest'
import type { AdapterUnderTest } from '../adapter.ts'
import { forwardedFor, rawGet } from '../harness/raw-requests.ts'
import { useServers } from '../harness/use-servers.ts'

const blocked = (trusting: string): string =>
  `client ip from x-forwarded-for trusting ${trusting}\nblock ip in 198.51.100.7`

/** The client's address is accepted from the proxies that the policy trusts, and from no others. */
export function describeClientAddress(adapter: AdapterUnderTest): void {
  const serve = useServers(adapter)

  it.each([
    ['loopback', '198.51.100.7', 403],
    ['loopback', '1.1.1.1, 198.51.100.7', 403],
    ['loopback', '198.51.100.7, 1.1.1.1', 200],
    ['loopback, 10.0.0.0/8', '1.1.1.1, 198.51.100.7, 10.0.0.2', 403],
    ['10.0.0.0/8', '198.51.100.7', 200],
    ['loopback', '198.51.100.7:4711', 403],
    ['loopback', '::ffff:198.51.100.7', 403],
    ['loopback', '[::ffff:c633:6407]:443', 403],
    ['loopback', 'garbage, 198.51.100.7', 403],
    ['loopback', '198.51.100.7, garbage', 403],
    ['loopback', '198.51.100.7%eth0', 403],
    ['loopback', 'unknown', 403],
    ['loopback', '', 200],
    ['loopback', ',,,', 200],
  ])('trusting %s, %j gives %d', async (trusting, value, status) => {
    const { port } = await serve(blocked(trusting))
    expect((await sendRaw(port, rawGet('/', `X-Forwarded-For: ${value}`))).status).toBe(status)
  })

  it('is also read from the header that the option trustProxy names', async () => {
    const { port } = await serve('block ip in 198.51.100.7', {
      trustProxy: { header: 'x-forwarded-for', from: 'loopback' },
    })
    expect((await sendRequest({ port, headers: forwardedFor('198.51.100.7') })).status).toBe(403)
  })

  it('is that of the connection if no proxy is trusted', async () => {
    const { port } = await serve('block ip in 198.51.100.7')
    expect((await sendRequest({ port, headers: forwardedFor('198.51.100.7') })).status).toBe(200)
  })

  it('is read from several lines in order', async () => {
    const { port } = await serve(blocked('loopback'))
    const reply = await sendRaw(port, rawGet('/', 'X-Forwarded-For: 1.1.1.1', 'X-Forwarded-For: 198.51.100.7'))
    expect(reply.status).toBe(403)
  })

  it.each([
    ['block ip in 198.51.100.7', 403],
    ['block ip not in private', 403],
    ['allow only ip in private, loopback', 403],
    ['allow only ip not in 198.51.100.7', 403],
    ['block method == "POST"', 200],
  ])('is unknown after 32 trusted hops of a long chain: %s gives %d', async (rule, status) => {
    const { port } = await serve(`client ip from x-forwarded-for trusting loopback, 10.0.0.0/8\n${rule}`)
    const reply = await sendRaw(port, rawGet('/', `X-Forwarded-For: 198.51.100.7${', 10.0.0.1'.repeat(900)}`))
    expect(reply.status).toBe(status)
  })

  it('shares one counter with all clients that are unknown, and no exemption lifts it', async () => {
    const { port } = await serve(
      'client ip from x-forwarded-for trusting loopback\nexempt ip in private, loopback from limits\nlimit 2 per hour per ip',
    )
    const statuses: number[] = []
    for (const value of ['unknown', 'garbage', '198.51.100.7, x', '198.51.100.7', '']) {
      statuses.push((await sendRaw(port, rawGet('/', `X-Forwarded-For: ${value}`))).status)
    }
    expect(statuses).toEqual([200, 200, 429, 200, 200])
  })

  it('is unknown if a header for a single address appears twice', async () => {
    const { port } = await serve('client ip from x-real-ip trusting loopback\nblock ip in 198.51.100.7')
    expect((await sendRaw(port, rawGet('/', 'X-Real-IP: 198.51.100.7'))).status).toBe(403)
    expect((await sendRaw(port, rawGet('/', 'X-Real-IP: 1.1.1.1', 'X-Real-IP: 198.51.100.7'))).status).toBe(403)
  })

  it('is never that of the proxy because other fields pushed the header out of the list', async () => {
    const { port } = await serve(`${blocked('loopback')}\nallow only ip not in loopback`)
    for (const count of [900, 998, 1_030]) {
      const fields = Array.from({ length: count }, () => 'A:')
      const reply = await sendRaw(port, rawGet('/', ...fields, 'X-Forwarded-For: 198.51.100.7'))
      expect(reply.status).toBe(count < 998 ? 403 : 431)
    }
  })

  it('is not read from headers other than the one that the policy names', async () => {
    const { port } = await serve(blocked('loopback'))
    const reply = await sendRaw(port, rawGet('/', 'X-Real-IP: 198.51.100.7', 'Forwarded: for=198.51.100.7'))
    expect(reply.status).toBe(200)
  })
}
