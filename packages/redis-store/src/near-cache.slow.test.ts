import { gateOfText } from '@tidegate/engine/testing'
import { redisServer } from '@tidegate/test-support'
import { describe, expect, it } from 'vitest'
import type { SendCommand } from './call-script.ts'
import { createRedisStore, type RedisStoreOptions } from './create-redis-store.ts'
import { useRedis } from './testing/use-redis.ts'

describe.skipIf(redisServer === undefined)('a client over its limit, with a real server', () => {
  const redis = useRedis('iovalkey')

  /** How many commands the server received for these requests of one client, and how many of them were admitted. */
  async function send(requests: number, text: string, options: Partial<RedisStoreOptions>, nearCacheMs?: number) {
    let commands = 0
    const sendCommand: SendCommand = (...args) => {
      commands++
      return redis.sendCommand(...args)
    }
    const store = createRedisStore({ sendCommand, ...options })
    // A second is not enough for all requests where tests share a processor.
    const gate = gateOfText(text, { store, logger: false, nearCacheMs: nearCacheMs ?? 60_000, storeTimeoutMs: 10_000 })
    let admitted = 0
    for (let i = 0; i < requests; i++) {
      const request = { method: 'GET', target: '/', headers: ['Host', 'a.example'], peer: '192.0.2.1' }
      if ((await gate.decideAsync(request)).outcome === 'pass') admitted++
    }
    await gate.close()
    return { commands, admitted }
  }

  const limit = 'limit 3 per hour per ip'

  it.each([
    ['costs no round trip', limit, { prefix: 'near-1' }, undefined, 4],
    ['costs none while it is blocked', `${limit} then block for 1 hour`, { prefix: 'near-2' }, undefined, 4],
    ['costs one for each request with `nearCacheMs: 0`', limit, { prefix: 'near-3' }, 0, 50],
    [
      'costs one for each request with `including refused`',
      `${limit} including refused`,
      { prefix: 'near-4' },
      undefined,
      50,
    ],
    ['costs one for each request with `slot: subject`', limit, { prefix: 'near-5', slot: 'subject' }, undefined, 50],
  ] as const)('%s', async (_, text, options, nearCacheMs, atMost) => {
    const { commands, admitted } = await send(50, text, options, nearCacheMs)
    expect(admitted).toBe(3)
    // The first command may be sent again, with the script.
    expect(commands - atMost).toBeOneOf([0, 1])
  })
})
