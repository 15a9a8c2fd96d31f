import { sendRaw } from '@tidegate/engine/testing'
import { expect, it } from 'vitest'
import type { AdapterUnderTest } from '../adapter.ts'
import { rawGet, rawHead } from '../harness/raw-requests.ts'
import { useServers } from '../harness/use-servers.ts'

/** A host that can be interpreted in two ways is refused; all others are compared in normal form. */
export function describeHosts(adapter: AdapterUnderTest): void {
  const serve = useServers(adapter)

  it('are refused when there are two Host fields', async () => {
    const { port, reached } = await serve('block path in /admin/**')
    const reply = await sendRaw(port, rawGet('/', 'Host: other.example'))
    expect(reply.status).toBe(400)
    expect(reached).toEqual([])
  })

  it.each(['a b', 'a/b', 'a@b', 'a,b', '[::1', 'a:99999x'])('are refused when malformed: %s', async (host) => {
    const { port } = await serve('block path in /admin/**')
    const reply = await sendRaw(port, rawHead('GET / HTTP/1.1', `Host: ${host}`, 'Connection: close'))
    expect(reply.status).toBe(400)
  })

  it('are compared in lower case, without port and final dot', async () => {
    const { port } = await serve('block host == "secret.example"')
    for (const host of ['secret.example', 'SECRET.example:8080', 'secret.example.']) {
      const reply = await sendRaw(port, rawHead('GET / HTTP/1.1', `Host: ${host}`, 'Connection: close'))
      expect([host, reply.status]).toEqual([host, 403])
    }
  })
}
