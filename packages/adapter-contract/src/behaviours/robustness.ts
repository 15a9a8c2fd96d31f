import { sendRaw, sendRequest } from '@tidegate/engine/testing'
import { expect, it } from 'vitest'
import type { AdapterUnderTest } from '../adapter.ts'
import { forwardedFor, rawGet } from '../harness/raw-requests.ts'
import { useServers } from '../harness/use-servers.ts'

/** Hostile bytes, names and floods do not affect other clients. */
export function describeRobustness(adapter: AdapterUnderTest): void {
  const serve = useServers(adapter)

  it('joins repeated User-Agent fields, so that a token in any of them is found', async () => {
    const { port } = await serve('bots bad = evilbot\nblock bot in bad')
    const reply = await sendRaw(port, rawGet('/', 'User-Agent: Mozilla/5.0', 'User-Agent: EvilBot/1.0'))
    expect(reply.status).toBe(403)
  })

  it('treats names of Object.prototype in headers, queries, cookies and facts as ordinary names', async () => {
    const { port } = await serve(
      `fact role : text
block header("__proto__") is present
block query("constructor") is present
block cookie("toString") is present
block role == "admin"`,
      { facts: () => JSON.parse('{"__proto__": {"role": "admin"}}') as Record<string, unknown> },
    )
    expect((await sendRaw(port, rawGet('/'))).status).toBe(200)
    expect((await sendRaw(port, rawGet('/', '__proto__: x'))).status).toBe(403)
    expect((await sendRaw(port, rawGet('/?constructor=1'))).status).toBe(403)
    expect((await sendRaw(port, rawGet('/', 'Cookie: a=b; toString=1'))).status).toBe(403)
  })

  it('still refuses a client over its limit after requests from ten thousand other clients', async () => {
    const { guard, port } = await serve('client ip from x-forwarded-for trusting loopback\nlimit 2 per hour per ip')
    const gate = await guard.ready
    for (let index = 0; index < 3; index += 1) await sendRequest({ port, headers: forwardedFor('203.0.113.1') })
    for (let index = 0; index < 10_000; index += 1) {
      const ip = `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`
      gate.decide({ method: 'GET', target: '/', headers: forwardedFor(ip), peer: '127.0.0.1' })
    }
    expect((await sendRequest({ port, headers: forwardedFor('203.0.113.1') })).status).toBe(429)
    const { subjects, capacity } = gate.stats().counters
    expect(subjects).toBeLessThanOrEqual(capacity)
  })

  it('keeps running whatever bytes arrive', async () => {
    const { port, errors } = await serve(
      'client ip from x-forwarded-for trusting loopback\nwhere path in /admin/** { allow only ip in 203.0.113.0/24 }',
    )
    const hostile = [
      'GET / HTTP/1.1\r\n\r\n',
      'GET /\u0001 HTTP/1.1\r\nHost: a\r\n\r\n',
      `GET / HTTP/1.1\r\nHost: a\r\nUser-Agent: ${'\u00e9'.repeat(4_000)}\r\nConnection: close\r\n\r\n`,
      `GET /${'%41'.repeat(600)} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
      `GET /?${'a=b&'.repeat(2_000)} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
      `GET / HTTP/1.1\r\nHost: a\r\nCookie: ${'a=b; '.repeat(2_000)}\r\nConnection: close\r\n\r\n`,
      'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n',
      '\u0000\u0001\u0002',
    ]
    for (const bytes of hostile) await sendRaw(port, Buffer.from(bytes, 'latin1'))
    expect((await sendRaw(port, rawGet('/'))).status).toBe(200)
    expect(errors).toEqual([])
  })
}
