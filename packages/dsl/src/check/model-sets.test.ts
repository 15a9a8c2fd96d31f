import { IpSetBuilder, type IpSet, parseIp } from '@tidegate/values'
import { expect, test } from 'vitest'
import { createModelSets } from './model-sets.ts'

function setOf(...addresses: readonly string[]): IpSet {
  const builder = new IpSetBuilder()
  for (const text of addresses) builder.addIp(parseIp(text)!)
  return builder.build()
}

test('sets without a name are merged if their content is equal', () => {
  const sets = createModelSets()
  const first = sets.addAddresses(setOf('192.0.2.1', '192.0.2.2'))
  expect(sets.addAddresses(setOf('192.0.2.2', '192.0.2.1'))).toBe(first)
  expect(sets.addAddresses(setOf('192.0.2.1'))).not.toBe(first)
  expect(sets.addressSets).toHaveLength(2)
})

test('a named set is separate, but shares class and digest with others of equal content', () => {
  const sets = createModelSets()
  const plain = sets.addAddresses(setOf('192.0.2.1'))
  const named = sets.addAddresses(setOf('192.0.2.1'), 'office')
  const other = sets.addAddresses(setOf('192.0.2.3'), 'office')
  expect(named).not.toBe(plain)
  expect(sets.classOf('addresses', named)).toBe(sets.classOf('addresses', plain))
  expect(sets.digestOf('addresses', named)).toBe(sets.digestOf('addresses', plain))
  expect(sets.classOf('addresses', other)).not.toBe(sets.classOf('addresses', named))
})

test('the order and repetition of entries do not matter', () => {
  const sets = createModelSets()
  const token = (text: string) => ({ kind: 'token', text, word: false }) as const
  expect(sets.addBots({ terms: [token('a1'), token('b1')], except: [] })).toBe(
    sets.addBots({ terms: [token('b1'), token('a1'), token('b1')], except: [] }),
  )
  expect(sets.addPaths({ include: ['/a', '/b'], except: [] })).toBe(
    sets.addPaths({ include: ['/b', '/a'], except: [] }),
  )
  expect(sets.addPaths({ include: ['/a'], except: [] })).not.toBe(sets.addPaths({ include: [], except: ['/a'] }))
})

test('the class of a set of bots depends on the content of the sets in it, not on their names', () => {
  const sets = createModelSets()
  const inner = sets.addBots({ terms: [{ kind: 'token', text: 'a1', word: false }], except: [] }, 'inner')
  const copy = sets.addBots({ terms: [{ kind: 'token', text: 'a1', word: false }], except: [] }, 'copy')
  const outer = sets.addBots({ terms: [{ kind: 'set', set: inner }], except: [] })
  const same = sets.addBots({ terms: [{ kind: 'set', set: copy }], except: [] })
  expect(sets.classOf('bots', same)).toBe(sets.classOf('bots', outer))
})

test('a set that is added many times is digested once', () => {
  const set = { v4: new Uint32Array([1, 1]), v6: new Uint32Array(0) }
  let reads = 0
  const counted = {
    get v4() {
      reads++
      return set.v4
    },
    v6: set.v6,
  }
  const sets = createModelSets()
  const index = sets.addAddresses(counted, 'a')
  const before = reads
  for (let i = 0; i < 100; i++) expect(sets.addAddresses(counted, 'a')).toBe(index)
  expect(reads).toBe(before)
})
