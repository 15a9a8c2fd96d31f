import { sendRequest } from '@tidegate/engine/testing'
import type { UserId } from '@tidegate/node'
import { expect, it } from 'vitest'
import type { AdapterUnderTest } from '../adapter.ts'
import { useServers } from '../harness/use-servers.ts'

/** The principal of a request: ids and facts from the application, returned directly or as promises, and what happens if it fails to supply them. */
export function describePrincipals(adapter: AdapterUnderTest): void {
  const serve = useServers(adapter)

  it.each([
    ['user throws', { user: () => fail() }],
    ['user rejects', { user: async () => Promise.resolve().then(fail) }],
    ['facts throws', { facts: () => fail() }],
    ['facts rejects', { facts: async () => Promise.resolve().then(fail) }],
    ['facts throws after user was awaited', { user: async () => Promise.resolve('u1'), facts: () => fail() }],
  ])("cause an error in the framework's usual way if %s, and no request is admitted", async (_, options) => {
    const { port, reached, errors } = await serve('limit 5 per minute per ip', options)
    expect((await sendRequest({ port })).status).toBe(500)
    expect(reached).toEqual([])
    expect(errors).toHaveLength(1)
  })

  it.each([
    ['synchronously', (role: string) => ({ role })],
    ['with a promise', async (role: string) => Promise.resolve({ role })],
  ])('are decided by facts that come %s', async (_, answer) => {
    const { port } = await serve('fact role : text\nblock role == "guest"', {
      facts: (incoming) => answer(incoming.header('x-role')),
    })
    expect((await sendRequest({ port, headers: ['x-role', 'guest'] })).status).toBe(403)
    expect((await sendRequest({ port, headers: ['x-role', 'member'] })).status).toBe(200)
  })

  it.each([
    ['synchronously', (id: string) => id],
    ['with a promise', async (id: string) => Promise.resolve(id)],
  ])('are counted by ids that come %s', async (_, answer) => {
    const { port } = await serve('limit 1 per minute per user when user is present', {
      user: (incoming) => answer(incoming.header('x-user')),
      facts: () => ({}),
    })
    expect((await sendRequest({ port, headers: ['x-user', 'a'] })).status).toBe(200)
    expect((await sendRequest({ port, headers: ['x-user', 'b'] })).status).toBe(200)
    expect((await sendRequest({ port, headers: ['x-user', 'a'] })).status).toBe(429)
  })

  it('are identified before their facts are requested', async () => {
    const asked: string[] = []
    const { port } = await serve('limit 5 per minute per user when user is present', {
      user: async () => {
        await Promise.resolve()
        asked.push('user')
        return 'u1'
      },
      facts: () => {
        asked.push('facts')
        return undefined
      },
    })
    expect((await sendRequest({ port })).status).toBe(200)
    expect(asked).toEqual(['user', 'facts'])
  })

  it.each([
    [7, 200],
    [0, 200],
    [7n, 200],
    ['7', 200],
    [null, 200],
    ['', 500],
    [NaN, 500],
    [{ id: 7 }, 500],
  ])('with the id %o give the status %d', async (id, status) => {
    const { port } = await serve('limit 5 per minute per user when user is present', { user: () => id as string })
    expect((await sendRequest({ port })).status).toBe(status)
  })

  it('are the same user whether the id is a number or its digits as text', async () => {
    const ids: UserId[] = [7, '7', 7n]
    const { port } = await serve('limit 2 per minute per user when user is present', { user: () => ids.shift() })
    expect((await sendRequest({ port })).status).toBe(200)
    expect((await sendRequest({ port })).status).toBe(200)
    expect((await sendRequest({ port })).status).toBe(429)
  })

  it('are refused with 503 if a required fact is missing', async () => {
    const { port, reached } = await serve('fact tenant : text required\nblock tenant == "closed"', {
      facts: () => ({}),
    })
    expect((await sendRequest({ port })).status).toBe(503)
    expect(reached).toEqual([])
  })
}

function fail(): never {
  throw new Error('the session store is unavailable')
}
