import { checkPolicy, noFiles } from '@tidegate/dsl'
import type { Plan } from '@tidegate/engine'
import { planPolicy } from '@tidegate/engine/tools'
import { gateOfText } from '@tidegate/engine/testing'
import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import type { FetchOptions } from './fetch-options.ts'
import { tidegate } from './tidegate.ts'

const peer = (): string => '203.0.113.9'

function planOf(text: string): Plan {
  return planPolicy(checkPolicy({ file: 'site.policy', text }, noFiles).model!)
}

describe('the options', () => {
  it.each<readonly [string, object, RegExp]>([
    ['a misspelt option', { policy: planOf('block anyone'), peer, trustproxy: [] }, /trustproxy.*trustProxy/s],
    ['neither policy nor gate', { peer }, /no policy given/],
    ['both', { policy: planOf('block anyone'), gate: gateOfText('block anyone'), peer }, /not both/],
    ['no function for the peer', { policy: planOf('block anyone') }, /`peer`/],
    ['a gate that is not open yet', { gate: Promise.resolve(gateOfText('block anyone')), peer }, /await openPolicy/],
    [
      'a user that is no function',
      { gate: gateOfText('block anyone'), peer, user: 'ana' },
      /`user` must be a function/,
    ],
    ['a request', { headers: new Headers() }, /found a request: mount the result of a call/],
    ['a path of a policy file', { policy: 'site.policy', peer }, /compiled plan/],
  ])('are refused: %s', (_, options, message) => {
    expect(() => tidegate(options as FetchOptions<[]>)).toThrow(message)
  })
})

describe('a guard', () => {
  it('refuses to put itself around anything but a function', () => {
    const guard = tidegate({ gate: gateOfText('block anyone'), peer })
    expect(() => guard.fetch(new Request('http://a.example/') as never)).toThrow(/guard\.fetch\(app\.fetch\)/)
  })

  it('warns if a function of the application fails or returns something else, and admits nothing', async () => {
    const gate = gateOfText('limit 5 per minute per ip')
    const warnings: string[] = []
    gate.on('warning', ({ message }) => warnings.push(message))
    const fail = (): never => {
      throw new Error('no database')
    }
    const answer = tidegate({ gate, peer, user: fail }).fetch(() => new Response('admitted'))
    await expect(answer(new Request('https://a.example/'))).rejects.toThrow('no database')
    expect(warnings).toEqual([expect.stringMatching(/function `user` .* failed.*no database/)])
    const facts = (() => null) as unknown as () => undefined
    const other = tidegate({ gate, peer, facts }).fetch(() => new Response('admitted'))
    await expect(other(new Request('https://a.example/'))).rejects.toThrow(/`facts` must return an object/)
  })

  it('decides by a compiled plan, and tells the handler how', async () => {
    const guard = tidegate({ policy: planOf('block path in /admin/**\nlimit 2 per minute per ip as "all"'), peer })
    const answer = guard.fetch((request) => new Response(`${guard.decisionOf(request).limits[0]!.remaining} left`))
    const passed = await answer(new Request('https://a.example/'))
    expect([passed.status, await passed.text(), passed.headers.get('ratelimit')]).toEqual([
      200,
      '1 left',
      expect.stringMatching(/^"all";r=1;t=\d+$/),
    ])
    const refused = await answer(new Request('https://a.example//%61dmin/x'))
    expect([refused.status, refused.headers.get('cache-control')]).toEqual([403, 'no-store'])
  })

  it('reads the host from the URL, as no field of a Request names it', async () => {
    const guard = tidegate({ policy: planOf('block host == "shop.example"'), peer })
    const answer = guard.fetch(() => new Response())
    expect((await answer(new Request('https://shop.example/'))).status).toBe(403)
    expect((await answer(new Request('https://a.example/'))).status).toBe(200)
  })

  it('reads the host from the URL too if the fields as they were received name none', async () => {
    const policy = planOf('block host == "shop.example"')
    const statusWith = async (fields: readonly string[]): Promise<number> => {
      const guard = tidegate({ policy, peer, fields: () => fields })
      return (await guard.fetch(() => new Response())(new Request('https://shop.example/'))).status
    }
    expect(await statusWith([])).toBe(403)
    expect(await statusWith(['Accept', '*/*'])).toBe(403)
    expect(await statusWith(['HOST', 'a.example'])).toBe(200)
    expect(await statusWith([':authority', 'a.example'])).toBe(200)
  })

  it('never trusts a connection without an address', async () => {
    const policy = planOf('client ip from x-forwarded-for trusting loopback\nallow only ip in loopback')
    const guard = tidegate({ policy, peer: () => undefined, trustProxy: ['unix'] })
    const answer = guard.fetch(() => new Response())
    const forged = new Request('https://a.example/', { headers: { 'x-forwarded-for': '127.0.0.1' } })
    expect((await answer(forged)).status).not.toBe(200)
  })

  it('adds its fields to a response that cannot be changed', async () => {
    const guard = tidegate({ policy: planOf('limit 2 per minute per ip as "all"'), peer })
    const fixed = Response.redirect('https://a.example/b', 302)
    const response = await guard.fetch(() => fixed)(new Request('https://a.example/'))
    expect([response.status, response.headers.get('location'), response.headers.has('ratelimit')]).toEqual([
      302,
      'https://a.example/b',
      true,
    ])
  })

  it('returns the response to an upgrade as it is, because a runtime recognises it', async () => {
    const guard = tidegate({ policy: planOf('limit 2 per minute per ip'), peer })
    // Only a runtime can construct a response with the status 101.
    for (const response of [Object.defineProperty(new Response(), 'status', { value: 101 }), Response.error()]) {
      expect(await guard.fetch(() => response)(new Request('https://a.example/'))).toBe(response)
    }
  })

  it('decides a request once, and warns, where it is mounted twice', async () => {
    const gate = gateOfText('limit 2 per minute per ip\nblock path in /admin/**')
    const warnings: string[] = []
    gate.on('warning', ({ code }) => warnings.push(code))
    const guard = tidegate({ gate, peer })
    const twice = guard.fetch(guard.fetch(() => new Response('reached')))
    const statuses: number[] = []
    for (const path of ['a', '/b', 'c']) statuses.push((await twice(new Request(`https://a.example/${path}`))).status)
    expect(statuses).toEqual([200, 200, 429])
    expect(warnings).toContain('mounted-twice')
  })

  it('passes what the runtime passes on to every function', async () => {
    const app = new Hono<{ Bindings: { address: string } }>().get('/', (context) => context.text(context.env.address))
    const guard = tidegate<[{ address: string }]>({
      policy: planOf('block ip in 198.51.100.0/24'),
      peer: (_request, { address }) => address,
    })
    const answer = guard.fetch((request, env) => app.fetch(request, env))
    const ask = async (address: string): Promise<Response> => answer(new Request('https://a.example/'), { address })
    expect(await (await ask('203.0.113.9')).text()).toBe('203.0.113.9')
    expect((await ask('198.51.100.7')).status).toBe(403)
  })
})
