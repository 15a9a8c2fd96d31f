import type { IpAddress, IpSet } from '@tidegate/values'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { definePlugin, type FactValuesOf } from './define-plugin.ts'
import { registerPlugins } from './plugin-registry.ts'
import type { Plugin } from './plugin.ts'

const geo = definePlugin({
  apiVersion: 1,
  name: 'geo',
  facts: {
    country: { type: 'text', values: ['RO', 'DE'], read: ({ ip }) => (ip.startsWith('1') ? 'RO' : 'DE') },
    asn: { type: 'number', read: ({ address }) => address.a },
    'as.name': { type: 'text', whileUnknown: 'absent', resolve: async ({ ip }) => ip },
    hosting: {
      type: 'flag',
      whileUnknown: 'wait',
      per: 'address',
      resolve: async () => ({ value: true, ttlMs: 1000 }),
    },
    tags: { type: 'texts', read: () => ['a', 'b'] },
    exit: { type: 'ip', read: () => '192.0.2.1' },
    ranges: { type: 'ips', read: () => ['192.0.2.0/24'] },
  },
  lists: { country: (code) => (code === 'RO' ? ['192.0.2.0/24'] : []) },
})

describe('definePlugin', () => {
  it('infers the types of facts', () => {
    expectTypeOf<FactValuesOf<typeof geo>>().toEqualTypeOf<{
      readonly country?: 'RO' | 'DE'
      readonly asn?: number
      readonly 'as.name'?: string
      readonly hosting?: boolean
      readonly tags?: readonly string[]
      readonly exit?: string | IpAddress
      readonly ranges?: string | readonly string[] | IpSet
    }>()
    expectTypeOf(geo.facts.country.values).toEqualTypeOf<readonly ['RO', 'DE']>()
    expectTypeOf(geo).toExtend<Plugin>()
    expect(Object.keys(geo.facts)).toEqual(['country', 'asn', 'as.name', 'hosting', 'tags', 'exit', 'ranges'])
  })

  it('does not compile with a value that a fact cannot have', () => {
    definePlugin({
      apiVersion: 1,
      name: 'wrong',
      facts: {
        // @ts-expect-error 'FR' is not one of the values
        country: { type: 'text', values: ['RO', 'DE'], read: ({ ip }) => (ip === '::1' ? 'FR' : 'RO') },
      },
    })
    definePlugin({
      apiVersion: 1,
      name: 'wrong',
      facts: {
        // @ts-expect-error a number is not a text
        country: { type: 'text', read: ({ address }) => address.a },
      },
    })
    expect(() =>
      definePlugin({
        apiVersion: 1,
        name: 'wrong',
        facts: {
          // @ts-expect-error an asynchronous fact requires `whileUnknown`
          country: { type: 'text', resolve: async () => 'RO' },
        },
      }),
    ).toThrow('whileUnknown')
  })

  it('accepts a plugin without facts', () => {
    expect(definePlugin({ apiVersion: 1, name: 'log', observers: { block: () => {} } }).facts).toEqual({})
  })

  it('cannot be changed afterwards', () => {
    expect(Object.isFrozen(geo)).toBe(true)
    expect(Object.isFrozen(geo.facts)).toBe(true)
  })

  const fact = (more: object): unknown => ({
    apiVersion: 1,
    name: 'p',
    facts: { f: { type: 'text', read: () => 'x', ...more } },
  })
  const lookup = (more: object): unknown =>
    fact({ read: undefined, resolve: async () => 'x', whileUnknown: 'wait', ...more })

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'a plugin must be an object'],
    ['a list', [], 'a plugin must be an object'],
    ['no name', { apiVersion: 1 }, '`name` of a plugin must be a word'],
    ['a name with a blank', { apiVersion: 1, name: 'my plugin' }, '`name` of a plugin must be a word'],
    ['another version', { apiVersion: 2, name: 'p' }, 'expected `apiVersion: 1`'],
    ['a misspelt part', { apiVersion: 1, name: 'p', fact: {} }, 'did you mean `facts`?'],
    ['a fact with a built-in name', { apiVersion: 1, name: 'p', facts: { ip: {} } }, 'built-in fact'],
    ['a fact whose name is not a word', { apiVersion: 1, name: 'p', facts: { 'a b': {} } }, 'must be a word'],
    ['a fact of an unknown type', fact({ type: 'string' }), '`type` must be one of'],
    ['values of a number', fact({ type: 'number', values: ['1'] }), 'only facts of type `text` can have `values`'],
    ['no values', fact({ values: [] }), 'must be a non-empty array'],
    ['neither read nor resolve', fact({ read: undefined }), 'must have either `read`'],
    ['read and resolve', fact({ resolve: async () => 'x' }), 'must have either `read`'],
    ['a misspelt property of a fact', fact({ vaules: ['a'] }), 'did you mean `values`?'],
    ['an invalid `whileUnknown`', lookup({ whileUnknown: 'later' }), '`whileUnknown` must be'],
    ['an invalid key', lookup({ per: 'planet' }), '`per` must be'],
    ['an unbounded cache', lookup({ cacheSize: Infinity }), '`cacheSize` must be a whole number'],
    ['an empty cache', lookup({ cacheSize: 0 }), '`cacheSize` must be a whole number of at least 1'],
    ['a negative time', lookup({ ttlMs: -1 }), '`ttlMs` must be a number of at least 0'],
    ['a list that is not a function', { apiVersion: 1, name: 'p', lists: { a: ['10.0.0.1'] } }, 'must be a function'],
    ['an invalid media type', { apiVersion: 1, name: 'p', replies: { html: () => '' } }, 'must be a media type'],
  ])('refuses %s', (_, plugin, message) => {
    expect(() => registerPlugins([plugin as Plugin])).toThrow(TypeError)
    expect(() => registerPlugins([plugin as Plugin])).toThrow(message)
  })

  it('refuses two plugins with the same name, and two parts with the same name', () => {
    expect(() => registerPlugins([geo, geo])).toThrow('two plugins are named `geo`')
    const page = (name: string): Plugin => ({ apiVersion: 1, name, replies: { 'text/html': () => '' } })
    expect(() => registerPlugins([page('a'), page('b')])).toThrow('`text/html`, which is already supplied by `a`')
    const importer: Plugin = { apiVersion: 1, name: 'r', importers: { robots: () => ({}) as never } }
    expect(() => registerPlugins([importer])).toThrow('already supplied by `robots`')
  })
})
