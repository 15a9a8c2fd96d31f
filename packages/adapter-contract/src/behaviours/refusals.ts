import { sendRaw, sendRequest } from '@tidegate/engine/testing'
import { expect, it } from 'vitest'
import type { AdapterUnderTest } from '../adapter.ts'
import { forwardedFor, rawHead } from '../harness/raw-requests.ts'
import { useServers } from '../harness/use-servers.ts'

const guarded =
  'block path in /admin/** reply 403 "Kein Zutritt: na\u00efve \u2603"\nlimit 100 per minute per ip as "caf\u00e9 \u2603"'

/** What refusals look like on the wire, and what a handler may do instead. */
export function describeRefusals(adapter: AdapterUnderTest): void {
  const serve = useServers(adapter)

  it('have a status, RateLimit fields and Retry-After, and must not be cached', async () => {
    const { port } = await serve('client ip from x-forwarded-for trusting loopback\nlimit 1 per minute per ip')
    const first = await sendRequest({ port, headers: forwardedFor('203.0.113.1') })
    expect(first.status).toBe(200)
    expect(first.headers['ratelimit-policy']).toContain('q=1;w=60')
    const second = await sendRequest({ port, headers: [...forwardedFor('203.0.113.1'), 'Accept', 'application/json'] })
    expect(second.status).toBe(429)
    expect(Number(second.headers['retry-after'])).toBeGreaterThanOrEqual(59)
    expect(second.headers['cache-control']).toBe('no-store')
    expect(second.headers['x-content-type-options']).toBe('nosniff')
    expect(second.headers['ratelimit-policy']).toContain('q=1;w=60')
    expect(second.headers['ratelimit']).toMatch(/;r=0;t=\d+$/)
    expect(second.headers['content-type']).toContain('application/problem+json')
    expect(JSON.parse(second.body)).toMatchObject({ status: 429 })
  })

  it('have the X-RateLimit fields if the option legacyHeaders is set', async () => {
    const { port } = await serve('limit 1 per minute per ip', { legacyHeaders: true })
    expect((await sendRequest({ port })).headers).toMatchObject({
      'x-ratelimit-limit': '1',
      'x-ratelimit-remaining': '0',
    })
    expect((await sendRequest({ port })).headers['x-ratelimit-reset']).toMatch(/^\d+$/)
  })

  it.each([
    ['application/json', 'application/problem+json'],
    ['application/problem+json;q=0.5, text/plain;q=0.4', 'application/problem+json'],
    ['text/plain', 'text/plain; charset=utf-8'],
    ['text/html, */*;q=0.1', 'text/plain; charset=utf-8'],
    [undefined, 'text/plain; charset=utf-8'],
  ])('to a client that accepts %s come as %s', async (accept, type) => {
    const { port } = await serve('block anyone')
    const reply = await sendRequest({ port, headers: accept === undefined ? [] : ['Accept', accept] })
    expect(reply.headers['content-type']).toBe(type)
    if (type.startsWith('text')) expect(reply.body).toMatch(/\nReference: \S+\n$/)
    else expect(JSON.parse(reply.body)).toMatchObject({ status: 403, title: 'Forbidden' })
  })

  it('to HEAD have the same header fields as to GET, and no body', async () => {
    const { port } = await serve(guarded)
    const got = await sendRaw(port, rawHead('GET /admin HTTP/1.1', 'Host: a', 'Connection: close'))
    const [head, body] = (
      await sendRaw(port, rawHead('HEAD /admin HTTP/1.1', 'Host: a', 'Connection: close'))
    ).text.split('\r\n\r\n')
    expect(body).toBe('')
    expect(head).toContain(/content-length: \d+/i.exec(got.text)![0])
  })

  it('are redirects if the policy says so, also for HEAD, upgrades and programs', async () => {
    const { port, reached } = await serve('block path in /old/** reply 302 to "/new?ref={reference}"')
    for (const [method, accept] of [
      ['GET', 'text/html'],
      ['HEAD', 'text/html'],
      ['POST', 'application/json'],
    ] as const) {
      const { status, headers } = await sendRequest({ port, target: '/old/a', method, headers: ['Accept', accept] })
      expect([status, headers['location'], headers['cache-control']]).toEqual([
        302,
        expect.stringMatching(/^\/new\?ref=[\w-]+$/),
        'no-store',
      ])
    }
    expect(reached).toEqual([])
  })

  it('have the page of the policy as their body, with its header fields', async () => {
    const page = `<!doctype html><p>{status}: {reference} caf\u00e9</p>${'<!-- long -->'.repeat(5_000)}`
    const { port } = await serve('block anyone reply 451 file "page.html"', { files: { 'page.html': page } })
    const { status, headers, body } = await sendRequest({ port, headers: ['Accept', 'text/html'] })
    expect([status, headers['content-type']]).toEqual([451, 'text/html; charset=utf-8'])
    expect(headers['content-security-policy']).toMatch(/^default-src 'none';/)
    expect(body).toMatch(/^<!doctype html><p>451: [\w-]+ caf\u00e9<\/p><!-- long -->/)
    expect(Buffer.byteLength(body)).toBeGreaterThan(65_000)
    const head = await sendRequest({ port, method: 'HEAD', headers: ['Accept', 'text/html'] })
    expect([head.status, head.body, head.headers['content-type']]).toEqual([451, '', 'text/html; charset=utf-8'])
    const program = await sendRequest({ port, headers: ['Accept', 'application/json'] })
    expect(JSON.parse(program.body)).toMatchObject({ status: 451 })
  })

  it('contain non-ASCII text in the body and escape it in header fields', async () => {
    const { port } = await serve(guarded)
    const refused = await sendRequest({ port, target: '/admin' })
    expect(refused.body).toContain('Kein Zutritt: na\u00efve \u2603')
    const passed = await sendRequest({ port })
    expect(passed.headers['ratelimit']).toMatch(/^"caf%C3%A9 %E2%98%83";r=\d+;t=\d+$/)
  })

  it('are sent before a client that expects 100-continue sends its body', async () => {
    const { port, reached } = await serve(guarded)
    const reply = await sendRaw(
      port,
      rawHead('POST /admin HTTP/1.1', 'Host: a', 'Expect: 100-continue', 'Content-Length: 5', 'Connection: close'),
    )
    expect(reply.text).toContain('HTTP/1.1 403')
    expect(reached).toEqual([])
  })

  it('are passed to a handler together with the reply that would have been sent', async () => {
    const { port } = await serve('block anyone', {
      handler: (exchange, decision, reply) => exchange.reply(418, `${decision.outcome} ${reply.status}`),
    })
    const reply = await sendRequest({ port })
    expect([reply.status, reply.body]).toEqual([418, 'block 403'])
  })

  it('wait for an asynchronous handler', async () => {
    const { port } = await serve('block anyone', {
      handler: async (exchange) => {
        await new Promise((resolve) => setTimeout(resolve, 20))
        exchange.reply(418, 'later')
      },
    })
    const reply = await sendRequest({ port })
    expect([reply.status, reply.body]).toEqual([418, 'later'])
  })

  it('remain in effect if a handler throws', async () => {
    const { port, reached, errors } = await serve(guarded, {
      handler: () => {
        throw new Error('the error page is missing')
      },
    })
    expect((await sendRequest({ port, target: '/admin' })).status).toBe(500)
    expect(reached).toEqual([])
    expect(errors).toHaveLength(1)
  })
}
