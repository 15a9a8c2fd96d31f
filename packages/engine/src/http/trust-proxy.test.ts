import { ipSetHas, parseIp, parsePrefix, IpSetBuilder } from '@tidegate/values'
import { describe, expect, it } from 'vitest'
import { clientSource } from './client-source.ts'
import { singleForm } from './single-form.ts'
import { parseTrustProxy } from './trust-proxy.ts'

function trusts(option: unknown, address: string): boolean {
  return ipSetHas(parseTrustProxy(option)!.trusted, parseIp(address)!)
}

describe('parseTrustProxy', () => {
  it('trusts no peer by default', () => {
    expect(parseTrustProxy(undefined)).toBeUndefined()
    expect(parseTrustProxy(false)).toBeUndefined()
  })

  it('accepts addresses, prefixes, ranges and named networks, in a string or an array', () => {
    expect(trusts('loopback, 10.0.0.0/8', '127.0.0.1')).toBe(true)
    expect(trusts('loopback, 10.0.0.0/8', '10.255.0.1')).toBe(true)
    expect(trusts('loopback, 10.0.0.0/8', '192.168.0.1')).toBe(false)
    expect(trusts(['private'], 'fc00::1')).toBe(true)
    expect(trusts(['linklocal'], 'fe80::1')).toBe(true)
    expect(trusts('192.0.2.1 - 192.0.2.9', '192.0.2.5')).toBe(true)
    expect(trusts('2001:db8::1', '2001:db8::2')).toBe(false)
  })

  it('accepts `unix`, hops and headers', () => {
    expect(parseTrustProxy('unix')).toMatchObject({ unixPeer: true })
    expect(parseTrustProxy({ from: ['unix', 'loopback'], hops: 2, header: 'Forwarded' })).toMatchObject({
      unixPeer: true,
      hops: 2,
      header: 'forwarded',
    })
  })

  it.each([
    [true, /would let every client choose its own address/],
    [1, /would trust every client that connects.*hops: 1/],
    ['', /expected an address/],
    ['10.0.0.0/33', /above 32/],
    ['uniquelocal', /expected an address/],
    [[], /must name the trusted peers/],
    [[7], /only strings/],
    [null, /must be a string/],
    [{}, /must name the trusted peers/],
    [{ hops: 1 }, /must name the trusted peers/],
    [{ hops: 0, from: 'loopback' }, /from 1 to 32/],
    [{ hops: 1.5, from: 'loopback' }, /from 1 to 32/],
    [{ form: 'loopback' }, /unknown property `form`/],
    [{ from: 'loopback', header: 'x y' }, /valid header name/],
  ])('refuses %j with a reason', (option, message) => {
    expect(() => parseTrustProxy(option)).toThrow(TypeError)
    expect(() => parseTrustProxy(option)).toThrow(message)
  })
})

describe('clientSource', () => {
  const parsed = parsePrefix('10.0.0.0/8')
  const builder = new IpSetBuilder()
  if (parsed.kind === 'prefix') builder.addPrefix(parsed.prefix)
  const policy = { clientIp: { header: 'x-real-ip', trusting: 0 }, addressSets: [{ set: builder.build() }] }

  it('uses the header of the policy and trusts the peers of both', () => {
    const source = clientSource(policy, parseTrustProxy('unix, 192.0.2.1'))
    expect(source).toMatchObject({ kind: 'header', header: 'x-real-ip', form: singleForm, unixPeer: true })
    expect(source.kind === 'header' && ipSetHas(source.trusted, parseIp('10.0.0.1')!)).toBe(true)
    expect(source.kind === 'header' && ipSetHas(source.trusted, parseIp('192.0.2.1')!)).toBe(true)
  })

  it('refuses an option that contradicts the policy', () => {
    expect(() => clientSource(policy, parseTrustProxy({ from: 'loopback', header: 'forwarded' }))).toThrow(
      /use only one/,
    )
    expect(() => clientSource(policy, parseTrustProxy({ from: 'loopback', hops: 1 }))).toThrow(
      /cannot be combined with `client ip`/,
    )
  })
})
