import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { Decision } from '@tidegate/engine'
import { gateOfText } from '@tidegate/engine/testing'
import { sizeUpTo } from '@tidegate/test-support'
import { expect, it } from 'vitest'
import { createGuard } from './create-guard.ts'
import type { Host } from './host.ts'

interface Context {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  decision?: Decision
}

const host: Host<Context> = {
  request: ({ request }) => request,
  response: ({ response }) => response,
  isMounted: () => false,
  setDecision(context, decision) {
    context.decision = decision
  },
  getDecision: ({ decision }) => decision,
  send: ({ response }) => void response.end(),
}

function contextOf(at: number): Context {
  const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: `203.0.113.${at % 200}` })
  const request = new IncomingMessage(socket)
  request.method = 'GET'
  request.url = '/'
  request.rawHeaders = ['Host', 'site.example']
  return { request, response: new ServerResponse(request) }
}

/** What handlers do, in the order of the requests. */
const endings: readonly ((context: Context) => unknown)[] = [
  ({ response }) => response.end('in'),
  async ({ response }) => response.end('in'),
  async () => Promise.reject(new Error('broken')),
  () => {
    throw new Error('broken')
  },
  async ({ response }) => {
    await Promise.resolve()
    response.destroy()
  },
  ({ response }) => setImmediate(() => response.end('in')),
]

// In the deep run a million requests; adapter-contract breaks off thousands of real connections.
it('leaks no place of requests that end and are broken off in every way and order', async () => {
  const gate = gateOfText(
    'limit 3 at once per ip\nlimit 2 at once per ip when ip in 203.0.113.0/25\nlimit 100 at once in total',
  )
  const { guard, ready } = createGuard(host, { gate })
  await ready
  const count = sizeUpTo(1_000_000, 1 / 50)
  for (let at = 0; at < count; at++) {
    const context = contextOf(at)
    const { response } = context
    // Some handlers end a reply that has ended.
    response.on('error', () => {})
    const handler = endings[at % endings.length]!
    if (at % 5 === 0) response.destroy()
    try {
      const handled = guard(context, () => handler(context))
      if (handled instanceof Promise) handled.catch(() => response.destroy())
    } catch {
      response.destroy()
    }
    if (at % 3 === 0) response.emit('close')
    else if (at % 3 === 1) response.emit('finish')
    else response.end()
    setImmediate(() => response.emit('close'))
    if (at % 64 === 63) await new Promise((resolve) => setImmediate(resolve))
  }
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
  expect(gate.stats().counters.placesHeld).toBe(0)
  expect(gate.stats().pass).toBeGreaterThan(count / 2)
})
