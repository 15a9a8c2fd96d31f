import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import type { Decision } from '@tidegate/engine'
import { gateOfText } from '@tidegate/engine/testing'
import { createGuard, type Guard } from './create-guard.ts'
import type { Host } from './host.ts'
import type { HostOptions } from './host-options.ts'

interface Context {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  decision?: Decision
  sent?: number
}

const host: Host<Context> = {
  request: ({ request }) => request,
  response: ({ response }) => response,
  isMounted: () => false,
  setDecision(context, decision) {
    context.decision = decision
  },
  getDecision: ({ decision }) => decision,
  send(context, { status }) {
    context.sent = status
  },
}

function contextOf(url: string): Context {
  const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: '203.0.113.1' })
  const request = new IncomingMessage(socket)
  request.method = 'GET'
  request.url = url
  request.rawHeaders = ['Host', 'site.example']
  return { request, response: new ServerResponse(request) }
}

async function guardWith(options: Partial<HostOptions<Context>> = {}): Promise<Guard<Context>> {
  const guard = createGuard(host, { gate: gateOfText('block path in /admin/**\nlimit 9 per hour per ip'), ...options })
  await guard.ready
  return guard
}

const next = (): string => 'passed'

describe('createGuard', () => {
  it('says in which order to close, if a request arrives after it was closed', async () => {
    const plan = gateOfText('limit 9 per hour per ip').plan
    const closing = createGuard(host, { policy: plan })
    await closing.ready
    await closing.close()
    expect(() => closing.guard(contextOf('/'), next)).toThrow(/closed: close the server first/)
  })

  it('refuses to protect the upgrades of anything but a server', async () => {
    const guard = await guardWith()
    const application = Object.assign(() => {}, { emit: () => true, listen: () => {} })
    expect(() => guard.protectUpgrades(application as never)).toThrow(
      /expected the server, such as the result of `app\.listen/,
    )
    expect(() => guard.protectUpgrades(undefined as never)).toThrow(/expected the server/)
  })

  it.each<readonly [string, Partial<HostOptions<Context>>]>([
    ['there are no options', {}],
    ['user and facts are synchronous', { user: () => 'u1', facts: () => ({}) }],
    ['skip is synchronous', { skip: () => false }],
  ])('creates no promise if %s', async (_, options) => {
    const { guard } = await guardWith(options)
    expect(guard(contextOf('/'), next)).toBe('passed')
    const refused = contextOf('/admin')
    expect(guard(refused, next)).toBeUndefined()
    expect(refused.sent).toBe(403)
  })

  it.each<readonly [string, Partial<HostOptions<Context>>]>([
    ['skip', { skip: async () => false }],
    ['user', { user: async () => 'u1' }],
    ['facts', { facts: async () => ({}) }],
    ['user and facts', { user: async () => 'u1', facts: async () => ({}) }],
  ])('returns a promise of the result of next if %s has to be awaited', async (_, options) => {
    const { guard } = await guardWith(options)
    const result = guard(contextOf('/'), next)
    expect(result).toBeInstanceOf(Promise)
    expect(await result).toBe('passed')
  })

  it('decides requests that arrive before the policy is open as soon as it is', async () => {
    const { guard } = createGuard(host, { gate: gateOfText('block anyone') })
    const context = contextOf('/')
    await guard(context, next)
    expect(context.sent).toBe(403)
  })

  it('passes the canonical target, and adds the fields of limits', async () => {
    const { guard } = await guardWith()
    const context = contextOf('//a//%7Eb')
    guard(context, next)
    expect(context.request.url).toBe('/a/~b')
    expect(context.response.getHeader('ratelimit-policy')).toContain('q=9;w=3600')
  })

  it.each(['skip', 'user', 'facts'] as const)('throws what %s throws, without a decision', async (name) => {
    const { guard, ready } = await guardWith({
      [name]: () => {
        throw new Error('away')
      },
    })
    expect(() => guard(contextOf('/'), next)).toThrow('away')
    expect((await ready).stats().decisions).toBe(0)
  })

  it('decides a request once, and warns, where it is mounted twice', async () => {
    const gate = gateOfText('limit 2 per hour per ip')
    const warnings: string[] = []
    gate.on('warning', ({ code }) => warnings.push(code))
    const { guard } = await guardWith({ gate })
    const twice = (context: Context): unknown => guard(context, () => guard(context, next))
    const first = contextOf('/a')
    expect(twice(first)).toBe('passed')
    expect(first.decision?.limits[0]?.remaining).toBe(1)
    expect(twice(contextOf('//a'))).toBe('passed')
    const third = contextOf('/a')
    expect(twice(third)).toBeUndefined()
    expect(third.sent).toBe(429)
    expect(warnings).toEqual(['mounted-twice'])
  })

  it('decides again where the application has rewritten the URL in between', async () => {
    const { guard } = await guardWith()
    const context = contextOf('/')
    const forward = (): unknown => {
      context.request.url = '/admin'
      return guard(context, next)
    }
    expect(guard(context, forward)).toBeUndefined()
    expect(context.sent).toBe(403)
  })

  it('decides again where the application has rewritten the method in between, or the URL above a mount', async () => {
    const isMounted = (): boolean => true
    const gate = gateOfText('block path in /admin/** or method == "DELETE"')
    for (const rewritten of [{ url: '/admin' }, { method: 'DELETE' }]) {
      const { guard, ready } = createGuard({ ...host, isMounted }, { gate })
      await ready
      const context = contextOf('/')
      const forward = (): unknown => {
        Object.assign(context.request, rewritten)
        return guard(context, next)
      }
      expect(guard(context, forward)).toBeUndefined()
      expect(context.sent).toBe(403)
    }
  })

  it('counts a request once for each limit and key where it is decided again below a mount', async () => {
    const gate = gateOfText(
      'limit 3 per hour per ip as "all"\nlimit 1 per hour per ip when path in /inner as "inner"\nlimit 2 per hour per path as "paths"',
    )
    const { guard } = await guardWith({ gate })
    const remaining: unknown[] = []
    const ask = (): Context => {
      const context = contextOf('/shop/inner')
      guard(context, () => {
        context.request.url = '/inner'
        return guard(context, () => {
          remaining.push(context.decision!.limits.map((limit) => `${limit.rule.name} ${limit.remaining}`))
        })
      })
      return context
    }
    ask()
    expect(remaining).toEqual([['all 2', 'inner 0', 'paths 1']])
    expect(ask()).toMatchObject({ sent: 429, decision: { rule: { name: 'inner' } } })
    expect(remaining).toHaveLength(1)
  })

  it.each(['/assets/../admin/s.txt', '/assets/%2e%2e/admin/s.txt', '/assets//..//admin', '/assets/%2E./admin/'])(
    'does not skip %s as an asset',
    async (url) => {
      const { guard } = await guardWith({ skip: ({ request }) => request.url?.startsWith('/assets/') ?? false })
      const context = contextOf(url)
      expect(guard(context, next)).toBeUndefined()
      expect([400, 403]).toContain(context.sent)
      expect(guard(contextOf('/assets/a.txt'), next)).toBe('passed')
    },
  )
})

describe('a request that is decided again', () => {
  const limits = 'limit 1 per hour per user when path in /auth/login and method == "POST" and user is present'

  it.each<readonly [string, Partial<HostOptions<Context>>]>([
    ['admitted', {}],
    ['skipped', { skip: () => true }],
  ])('has the path with which the guard %s it, also below a mount', async (_, options) => {
    const guard = await guardWith({ gate: gateOfText(limits), ...options })
    const outcomes: string[] = []
    for (let i = 0; i < 2; i++) {
      const context = contextOf('//auth/login')
      context.request.method = 'POST'
      await guard.guard(context, async () => {
        context.request.url = '/login'
        outcomes.push((await guard.check(context, { user: 'ana' })).outcome)
        expect((await guard.explain(context)).seen['path']).toBe('/auth/login')
      })
    }
    expect(outcomes).toEqual(['pass', 'limit'])
  })
})

describe('the functions of an application', () => {
  const broken = (): never => {
    throw new Error('the database\n::error::is away')
  }
  it.each<readonly [string, Partial<HostOptions<Context>>]>([
    ['user', { user: broken }],
    ['facts', { facts: broken }],
    ['skip', { skip: broken }],
    ['user', { user: async () => Promise.resolve().then(broken) }],
    ['facts', { user: async () => 'u1', facts: async () => Promise.resolve().then(broken) }],
    ['skip', { skip: async () => Promise.resolve().then(broken) }],
  ])('cause a warning if %s fails, and pass the error on', async (name, options) => {
    const guard = await guardWith(options)
    const warnings: string[] = []
    ;(await guard.ready).on('warning', ({ about, message }) => warnings.push(`${about}: ${message}`))
    for (let i = 0; i < 2; i++) {
      await expect(Promise.resolve().then(() => guard.guard(contextOf('/'), next))).rejects.toThrow('the database')
    }
    expect(warnings).toEqual([
      `${name}: the function \`${name}\` of the application failed, and the request was not admitted: the database\\n::error::is away`,
    ])
  })
})

describe('refusal', () => {
  it('finds a refusal by the id of its decision', async () => {
    const guard = await guardWith()
    const refused = contextOf('/admin/x')
    void guard.guard(refused, next)
    expect(guard.refusal(refused.decision!.id)).toMatchObject({ path: '/admin/x', status: 403, reason: 'block-rule' })
    expect(guard.refusal('unknown-1')).toBeUndefined()
  })
})
