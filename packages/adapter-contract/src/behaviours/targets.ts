import { sendRaw } from '@tidegate/engine/testing'
import { expect, it } from 'vitest'
import type { AdapterUnderTest } from '../adapter.ts'
import { describeReceived } from '../harness/describe-received.ts'
import { rawGet, rawHead } from '../harness/raw-requests.ts'
import { useServers } from '../harness/use-servers.ts'

const guarded = `
client ip from x-forwarded-for trusting loopback
list office = 203.0.113.0/24
where path in /admin/** { allow only ip in office }
`

/** A target that a gate and a router could interpret differently is refused, or passed on in the form that was decided. */
export function describeTargets(adapter: AdapterUnderTest): void {
  const serve = useServers(adapter)

  const refusal = async (target: string): Promise<readonly unknown[]> => {
    const { port, reached } = await serve(guarded)
    const reply = await sendRaw(port, rawGet(target))
    return [reply.status, reached]
  }

  it.each([
    '/a%5Cadmin',
    '/admin%00',
    '/a/..;/admin',
    '/a/..;x=1/admin',
    '/%',
    '/%zz',
    '/a%',
    '/%252e%252e/admin',
    '/a%252fadmin',
  ])('are refused before any rule is evaluated if they are ambiguous: %s', async (target) => {
    expect(await refusal(target)).toEqual([400, []])
  })

  it.each(['/admin', '/admin/', '/ADMIN', '/Admin/Users', '//admin', '///admin//users', '/%61dmin', '/%41DMIN/'])(
    'do not bypass a rule for /admin/**: %s',
    async (target) => {
      const { port, reached } = await serve(guarded)
      const reply = await sendRaw(port, rawGet(target))
      expect(reply.status).toBe(403)
      expect(reached).toEqual([])
    },
  )

  it('reach the application in the form that was decided', async () => {
    const { port, reached } = await serve(guarded)
    await sendRaw(port, rawGet('//public//%7Euser?q=%2e%2e'))
    expect(reached).toEqual(['/public/~user?q=%2e%2e'])
  })

  it('reach the application unchanged if rewriteTarget is false', async () => {
    const { port, reached } = await serve(guarded, { rewriteTarget: false, user: () => undefined })
    await sendRaw(port, rawGet('//public//%7Euser'))
    expect(reached).toEqual(['//public//%7Euser'])
  })

  it('keep %2F escaped if no rule depends on whether it is decoded', async () => {
    const { port, reached } = await serve(guarded)
    const reply = await sendRaw(port, rawGet('/a%2fadmin'))
    expect(reply.status).toBe(200)
    expect(reached).toEqual(['/a%2Fadmin'])
  })

  it.each(['/admin%2Fx', '/%61dmin%2fx', '/admin%2F', '/%2Fadmin/x', '/admin%2F%2Fx', 'http://site.example/admin%2Fx'])(
    'are refused if a rule depends on whether %%2F is decoded: %s',
    async (target) => {
      const { port, reached } = await serve(guarded)
      expect((await sendRaw(port, rawGet(target))).status).toBe(400)
      expect((await sendRaw(port, rawGet(target, 'X-Forwarded-For: 203.0.113.5'))).status).toBe(400)
      expect(reached).toEqual([])
    },
  )

  it('with %2F are never skipped, and kept or refused if the application says so', async () => {
    const skipping = await serve(guarded, { skip: () => true })
    expect((await sendRaw(skipping.port, rawGet('/admin/x'))).status).toBe(200)
    expect((await sendRaw(skipping.port, rawGet('/admin%2Fx'))).status).toBe(400)
    const keeping = await serve(guarded, { encodedSlash: 'keep' })
    expect((await sendRaw(keeping.port, rawGet('/admin%2Fx'))).status).toBe(200)
    const refusing = await serve(guarded, { encodedSlash: 'refuse' })
    expect((await sendRaw(refusing.port, rawGet('/group%2Fproject'))).status).toBe(400)
  })

  it('must not be * except for OPTIONS', async () => {
    const { port } = await serve(guarded)
    expect((await sendRaw(port, rawGet('*'))).status).toBe(400)
  })

  it('get 414 if the path has more than 2,048 characters, and are never truncated', async () => {
    const { port } = await serve(guarded)
    expect((await sendRaw(port, rawGet(`/${'a'.repeat(2_048)}`))).status).toBe(414)
    expect((await sendRaw(port, rawGet(`/${'a'.repeat(2_047)}`))).status).toBe(200)
  })

  describeReceived(adapter, () => {
    it.each([
      '/a/%2e%2e/admin',
      '/a/../admin',
      '/a/./admin',
      '/a/%2E/admin',
      '/\\admin',
      '/a#/admin',
      '/panel/%2e%2e/web/static/x',
    ])('are refused before any rule is evaluated if they are ambiguous: %s', async (target) => {
      expect(await refusal(target)).toEqual([400, []])
    })

    it.each(['//admin/x', '/%61dmin/x', 'http://site.example//admin/x'])(
      'have the decided form when the functions for user and facts read them: %s',
      async (target) => {
        const { port } = await serve('fact area : text required\nblock area == "admin"', {
          facts: (incoming) => ({ area: incoming.target.startsWith('/admin/') ? 'admin' : 'public' }),
        })
        expect((await sendRaw(port, rawGet(target))).status).toBe(403)
        expect((await sendRaw(port, rawGet('/public'))).status).toBe(200)
        expect((await sendRaw(port, rawGet('http://other.example/public'))).status).toBe(400)
      },
    )

    it('supply path and host if they are absolute, and are refused if the Host field names another host', async () => {
      const { port } = await serve(guarded)
      expect((await sendRaw(port, rawGet('http://site.example/admin'))).status).toBe(403)
      expect((await sendRaw(port, rawGet('http://other.example/public'))).status).toBe(400)
      expect((await sendRaw(port, rawGet('http://site.example/public'))).status).toBe(200)
    })

    it('pass OPTIONS * to the application', async () => {
      const { port, reached } = await serve(guarded)
      expect((await sendRaw(port, rawHead('OPTIONS * HTTP/1.1', 'Host: a', 'Connection: close'))).status).toBe(200)
      expect(reached).toEqual(['*'])
    })
  })
}
