import { sendRaw } from '@tidegate/engine/testing'
import { describe, expect, it } from 'vitest'
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

  it('are those of an absolute target if there is no Host field', async () => {
    const { port, reached } = await serve('block host == "secret.example"')
    const statusOf = async (target: string): Promise<number> =>
      (await sendRaw(port, rawHead(`GET ${target} HTTP/1.0`))).status
    expect(await statusOf('http://secret.example/x')).toBe(403)
    expect(await statusOf('http://user@secret.example/x')).toBe(400)
    expect(reached).toEqual([])
    expect(await statusOf('http://site.example/x')).toBe(200)
  })

  it.each(['/x', '//x'])('with user information are refused in a target: %s', async (path) => {
    const { port, reached, errors } = await serve('block path in /admin/**')
    expect((await sendRaw(port, rawGet(`http://user:word@site.example${path}`))).status).toBe(400)
    expect([reached, errors]).toEqual([[], []])
  })

  const unseen = adapter.unseenTargetHosts
  describe.skipIf(unseen !== undefined)(`of targets${unseen === undefined ? '' : ` (skipped: ${unseen})`}`, () => {
    it.each(['/x', '//x'])('must be those of the Host field: %s', async (path) => {
      const { port, reached } = await serve('block host == "secret.example"')
      expect((await sendRaw(port, rawGet(`http://secret.example${path}`))).status).toBe(400)
      expect(reached).toEqual([])
      for (const same of ['site.example', 'SITE.example:80', 'site.example.'])
        expect([same, (await sendRaw(port, rawGet(`http://${same}${path}`))).status]).toEqual([same, 200])
    })
  })
}
