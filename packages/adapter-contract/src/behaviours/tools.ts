import { sendRequest } from '@tidegate/engine/testing'
import { expect, it } from 'vitest'
import type { AdapterUnderTest } from '../adapter.ts'
import { useServers } from '../harness/use-servers.ts'

/** What a route can request from the guard: another decision, the present one, an explanation, a refusal. */
export function describeTools(adapter: AdapterUnderTest): void {
  const serve = useServers(adapter)

  it('decide a request again as another principal, charge its limits, and refuse as the guard would', async () => {
    const { port } = await serve('limit 1 per minute per user as "logins" when user is present', {
      respond: async (exchange) => {
        const decision = await exchange.check({ user: exchange.header('x-login') })
        if (decision.outcome === 'pass') exchange.reply(200, 'welcome')
        else exchange.refuse(decision)
      },
    })
    const login = (user: string): ReturnType<typeof sendRequest> => sendRequest({ port, headers: ['x-login', user] })
    expect((await login('a')).body).toBe('welcome')
    expect((await login('b')).body).toBe('welcome')
    const refused = await login('a')
    expect(refused.status).toBe(429)
    expect(refused.headers['ratelimit-policy']).toContain('"logins";q=1;w=60')
    expect(refused.headers['retry-after']).toMatch(/^\d+$/)
  })

  it('charge limits of a check that depend on the reply by its status', async () => {
    const { port } = await serve('limit 1 per hour per user when user is present counting only replies 401', {
      respond: async (exchange) => {
        const decision = await exchange.check({ user: 'a' })
        if (decision.outcome === 'pass') exchange.reply(401)
        else exchange.refuse(decision)
      },
    })
    expect((await sendRequest({ port })).status).toBe(401)
    await expect.poll(async () => (await sendRequest({ port })).status).toBe(429)
  })

  it('return the decision that admitted a request', async () => {
    const { port } = await serve('limit 5 per minute per ip', {
      respond: (exchange) => exchange.reply(200, exchange.decisionOf().outcome),
    })
    expect((await sendRequest({ port })).body).toBe('pass')
  })

  it('throw if a decision is requested for a request that was not decided', async () => {
    const { port } = await serve('block anyone', {
      skip: () => true,
      respond: (exchange) => {
        expect(() => exchange.decisionOf()).toThrow(/has not decided/)
        exchange.reply(200, 'asked')
      },
    })
    expect((await sendRequest({ port })).body).toBe('asked')
  })

  it('explain a request as its principal', async () => {
    const { port } = await serve('fact role : text\nblock role == "guest"', {
      skip: () => true,
      user: () => 'u1',
      facts: (incoming) => ({ role: incoming.header('x-role') }),
      respond: async (exchange) => exchange.reply(200, (await exchange.explain()).decision.outcome),
    })
    expect((await sendRequest({ port, headers: ['x-role', 'guest'] })).body).toBe('block')
    expect((await sendRequest({ port, headers: ['x-role', 'member'] })).body).toBe('pass')
  })

  it('charge nothing for an explanation', async () => {
    const { port } = await serve('limit 2 per minute per ip', {
      respond: async (exchange) => {
        const { decision } = await exchange.explain()
        exchange.reply(200, `${decision.outcome} ${decision.limits[0]?.remaining}`)
      },
    })
    expect((await sendRequest({ port })).body).toBe('pass 0')
    expect((await sendRequest({ port })).status).toBe(200)
    expect((await sendRequest({ port })).status).toBe(429)
  })
}
