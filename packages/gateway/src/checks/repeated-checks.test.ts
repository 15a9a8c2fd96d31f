import type { IncomingMessage } from 'node:http'
import type { Consumed, CounterStore } from '@tidegate/engine'
import { createMemoryStore } from '@tidegate/engine'
import { gateOfText } from '@tidegate/engine/testing'
import { createPassHeaders, type Reply } from '@tidegate/engine/http'
import type { OpenedGate } from '@tidegate/node'
import { describe, expect, it } from 'vitest'
import { authRequest } from '../doors/auth-request.ts'
import { createProbes } from '../probes/probes.ts'
import { type Checks, createChecks } from './create-checks.ts'

/** A store whose answers wait for `release`, and a number of the requests that it was asked about. */
function waitingStore(): { readonly store: CounterStore; readonly release: () => void; readonly asked: () => number } {
  const memory = createMemoryStore()
  let asked = 0
  const { promise, resolve } = Promise.withResolvers<void>()
  const consume: CounterStore['consume'] = async (charges, nowMs): Promise<Consumed> => {
    asked++
    await promise
    return memory.consume(charges, nowMs)
  }
  return { store: { ...memory, consume }, release: resolve, asked: () => asked }
}

function checksWith(gate: object): { readonly checks: Checks; readonly faults: string[] } {
  const faults: string[] = []
  const site = { policy: 'site.policy', hosts: [], gate: gate as OpenedGate, passHeaders: createPassHeaders() }
  const checks = createChecks({
    sites: { all: [site], of: () => site },
    requestIds: true,
    replies: {},
    awaited: undefined,
    nowMs: () => 0,
    probes: createProbes(() => 0),
    onFault: ({ kind }) => faults.push(kind),
  })
  return { checks, faults }
}

function check(id: string, target = '/'): IncomingMessage {
  const fields = { 'X-Original-Method': 'GET', 'X-Original-URI': target, 'X-Real-IP': '192.0.2.1' }
  return {
    rawHeaders: Object.entries({ ...fields, 'X-Tidegate-Request': id }).flat(),
  } as unknown as IncomingMessage
}

const limited = 'limit 2 per minute per ip as "two"\n'

const remaining = ({ headers }: Reply): string | undefined => /r=(\d+)/.exec(headers['ratelimit'] ?? '')?.[1]

describe('a repeated check', () => {
  it('is decided and charged once, also while a slow store still answers the first one', async () => {
    const { store, release, asked } = waitingStore()
    const { checks } = checksWith(gateOfText(limited, { store }))
    const answers = Array.from({ length: 4 }, async () => checks.answer(authRequest, check('a')))
    expect([asked(), checks.repeated()['auth-request']]).toEqual([1, 3])
    release()
    const replies = await Promise.all(answers)
    expect(replies.map((reply) => [reply.status, remaining(reply)])).toEqual(Array(4).fill([200, '1']))
    const second = await checks.answer(authRequest, check('b'))
    const third = await checks.answer(authRequest, check('c'))
    expect([remaining(second), third.status, asked()]).toEqual(['0', 403, 3])
  })

  it('gets the reply of the first one, by the same id of the refusal', async () => {
    const { checks } = checksWith(gateOfText('block path in /admin/** reply 410 "Gone."\n'))
    const ask = async (): Promise<Reply> => checks.answer(authRequest, check('a', '/admin/x'))
    const [first, again] = [await ask(), await ask()]
    expect(again).toEqual(first)
    expect(first.headers).toMatchObject({ 'x-tidegate-status': '410' })
    const reply = await checks.replyFor([
      'x-tidegate-REPLY',
      first.headers['x-tidegate-reply']!,
      'Accept',
      'text/plain',
    ])
    expect([reply.status, reply.body]).toEqual([410, expect.stringContaining('Gone.')])
  })

  it('is decided again if the gate failed', async () => {
    const gate = gateOfText(limited)
    let fails = true
    const admit: typeof gate.admit = (request) => {
      if (fails) throw new Error('a failure')
      return gate.admit(request)
    }
    const { checks, faults } = checksWith({ ...gate, admit })
    expect(await checks.answer(authRequest, check('a'))).toMatchObject({ status: 500 })
    fails = false
    expect(await checks.answer(authRequest, check('a'))).toMatchObject({ status: 200 })
    expect(faults).toEqual(['failed'])
  })

  it('is another request if its id is too long to be one of a proxy', async () => {
    const { checks } = checksWith(gateOfText(limited))
    const seen = async (id: string): Promise<string | undefined> =>
      remaining(await checks.answer(authRequest, check(id)))
    expect([await seen('x'.repeat(128)), await seen('x'.repeat(128))]).toEqual(['1', '1'])
    expect(await seen('x'.repeat(129))).toBe('0')
    expect((await checks.answer(authRequest, check('x'.repeat(129)))).status).toBe(403)
  })
})
