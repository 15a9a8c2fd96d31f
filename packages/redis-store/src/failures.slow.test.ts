import type { Charge, CounterSpec } from '@tidegate/engine'
import { redisServer } from '@tidegate/test-support'
import { describe, expect, it } from 'vitest'
import { createRedisStore, type RedisStore } from './create-redis-store.ts'
import type { Slot } from './keys.ts'
import { chargeOf, layoutOf } from './testing/trials.ts'
import { useRedis } from './testing/use-redis.ts'

const log: CounterSpec = { identity: 'log', algorithm: 'log', count: 3, periodMs: 60_000 }
const atOnce: CounterSpec = { identity: 'at once', algorithm: 'at-once', count: 2 }

describe.skipIf(redisServer === undefined).each(['one', 'subject'] as const)(
  'the Redis store with slot %s, when something is not as usual',
  (slot: Slot) => {
    const { sendCommand } = useRedis()
    let stores = 0

    function open(...specs: readonly CounterSpec[]): RedisStore {
      const store = createRedisStore({ sendCommand, prefix: `failures-${stores++}`, slot })
      store.layout(layoutOf(...specs))
      return store
    }

    it('makes the counters of several keys of one subject blank, and blocks them', async () => {
      const store = open(log)
      const both = [chargeOf(0, 'a'), chargeOf(0, 'b')]
      for (const charge of both) await store.consume([charge], 0)
      await store.reset(both, 0)
      for (const charge of both)
        expect((await store.peek([{ ...charge, mode: 'check' }], 0)).readings[0]!.remaining).toBe(3)
      await store.block(both, 9_999.5, 0)
      for (const charge of both) expect((await store.peek([charge], 0)).admitted).toBe(false)
    })

    it('gives back the places at once of all clients when a reload removes their limit', async () => {
      const store = open(log, atOnce)
      const clients = ['a', 'b', 'c']
      const charge = (name: string): Charge => ({ ...chargeOf(1, name), lease: `of ${name}` })
      for (const name of clients) await store.consume([charge(name)], 0)
      store.layout(layoutOf(log))
      store.layout(layoutOf(log, atOnce))
      const peeks = clients.map((name) => store.peek([{ ...charge(name), places: 2 }], 0))
      expect((await Promise.all(peeks)).map(({ admitted }) => admitted)).toEqual([true, true, true])
    })

    it('takes no prefix with braces, which would put keys into other slots', () => {
      for (const prefix of ['{}', 'a{b', 'a}'])
        expect(() => createRedisStore({ sendCommand: async () => [], prefix, slot })).toThrow(RangeError)
    })

    it('fails for a key that has a value of something else, leaves it as it is, and counts all others', async () => {
      const store = open(log)
      const [key] = store.keysOf(chargeOf(0, 'a'))
      await sendCommand('RPUSH', key!, 'of another program')
      await expect(store.consume([chargeOf(0, 'a')], 0)).rejects.toThrow('WRONGTYPE')
      await sendCommand('DEL', key!)
      await sendCommand('SET', key!, 'hello')
      await expect(store.consume([chargeOf(0, 'a')], 0)).rejects.toThrow(Error)
      expect(await sendCommand('GET', key!)).toBe('hello')
      expect((await store.consume([chargeOf(0, 'b')], 0)).admitted).toBe(true)
    })
  },
)
