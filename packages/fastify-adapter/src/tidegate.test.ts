import { gateOfText } from '@tidegate/engine/testing'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { canonicalUrl } from './canonical-url.ts'
import { tidegate } from './tidegate.ts'

const gate = gateOfText('block path in /**/secret')

let app: FastifyInstance
beforeEach(() => {
  app = Fastify({ rewriteUrl: canonicalUrl })
})
afterEach(() => app.close())

const statusOf = async (url: string): Promise<number> => (await app.inject({ url })).statusCode

describe('app.register', () => {
  it.each([
    ['the function and its options', () => app.register(tidegate, { gate })],
    ['what the function returns', () => app.register(tidegate({ gate }))],
  ])('takes %s', async (_, register) => {
    await register()
    app.get('/*', async (request) => request.admission?.outcome)
    expect([await statusOf('/a/secret'), (await app.inject('/a')).body]).toEqual([403, 'pass'])
  })

  it('rejects invalid options in both forms', async () => {
    await expect(app.register(tidegate, { polcy: 'site.policy' } as never)).rejects.toThrow(/did you mean `policy`/)
    app = Fastify()
    await expect(app.register(tidegate, undefined as never)).rejects.toThrow(/no policy given/)
  })

  it('rejects options next to a guard, which has its own', async () => {
    const register = app.register(tidegate({ gate }), { watch: true } as never)
    await expect(register).rejects.toThrow(/`watch` would be ignored here: write `app.register\(tidegate, options\)`/)
  })

  it('applies to the scope that registers it, so that two scopes have two policies', async () => {
    app.register(async (scope) => {
      await scope.register(tidegate, { gate })
      scope.get('/first/*', async () => 'first')
    })
    app.register(async (scope) => {
      await scope.register(tidegate, { gate: gateOfText('block path in /second/private') })
      scope.get('/second/*', async () => 'second')
    })
    app.get('/secret', async () => 'outside')
    const statuses = ['/first/secret', '/first/private', '/second/secret', '/second/private', '/secret'].map(statusOf)
    expect(await Promise.all(statuses)).toEqual([403, 200, 200, 403, 200])
  })

  it('also applies to routes of the scope and below that were declared before it', async () => {
    app.get('/outer/secret', async () => 'in')
    app.register(async (scope) => void scope.get('/inner/secret', async () => 'in'))
    app.register(tidegate, { gate })
    expect([await statusOf('/outer/secret'), await statusOf('/inner/secret')]).toEqual([403, 403])
  })

  it('runs the hook after those of plugins that were registered before, such as sessions', async () => {
    app.decorateRequest('userId', undefined)
    app.addHook('onRequest', async (request) => {
      Object.assign(request, { userId: 'ana' })
    })
    const facts: unknown[] = []
    await app.register(tidegate, {
      gate,
      user: (request) => void facts.push(Reflect.get(request, 'userId')) as undefined,
    })
    await statusOf('/')
    expect(facts).toEqual(['ana'])
  })
})

it('says that it is a plugin, if it is used as a hook', async () => {
  app.addHook('onRequest', tidegate({ gate }) as never)
  expect((await app.inject('/')).json()).toMatchObject({
    message: expect.stringContaining('await app.register(guard)'),
  })
})
