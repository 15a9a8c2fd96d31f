import { ipSetHas, parseIp, parsePrefix, IpSetBuilder } from '@tidegate/values'
import { describe, expect, it } from 'vitest'
import { clientSource } from './client-source.ts'
import { parseTrustProxy } from './trust-proxy.ts'

function believes(option: unknown, address: string): boolean {
  return ipSetHas(parseTrustProxy(option)!.trusted, parseIp(address)!)
}

describe('parseTrustProxy', () => {
  it('trusts nobody by default', () => {
    expect(parseTrustProxy(undefined)).toBeUndefined()
    expect(parseTrustProxy(false)).toBeUndefined()
  })

  it('knows addresses, prefixes, ranges and named networks, in text or in an array', () => {
    expect(believes('loopback, 10.0.0.0/8', '127.0.0.1')).toBe(true)
    expect(believes('loopback, 10.0.0.0/8', '10.255.0.1')).toBe(true)
    expect(believes('loopback, 10.0.0.0/8', '192.168.0.1')).toBe(false)
    expect(believes(['private'], 'fc00::1')).toBe(true)
    expect(believes(['linklocal'], 'fe80::1')).toBe(true)
    expect(believes('192.0.2.1 - 192.0.2.9', '192.0.2.5')).toBe(true)
    expect(believes('2001:db8::1', '2001:db8::2')).toBe(false)
  })

  it('knows `unix`, hops and headers', () => {
    expect(parseTrustProxy('unix')).toMatchObject({ unixPeer: true })
    expect(parseTrustProxy({ from: ['unix', 'loopback'], hops: 2, header: 'Forwarded' })).toMatchObject({
      unixPeer: true,
      hops: 2,
      header: 'forwarded',
    })
  })

  it.each([
    [true, /would let every client choose its own address/],
    [1, /would believe whoever connects.*hops: 1/],
    ['', /expected an address/],
    ['10.0.0.0/33', /above 32/],
    ['uniquelocal', /expected an address/],
    [[], /must name the peers/],
    [[7], /as text/],
    [null, /must be text/],
    [{}, /must name the peers/],
    [{ hops: 1 }, /must name the peers/],
    [{ hops: 0, from: 'loopback' }, /from 1 to 32/],
    [{ hops: 1.5, from: 'loopback' }, /from 1 to 32/],
    [{ form: 'loopback' }, /has no `form`/],
    [{ from: 'loopback', header: 'x y' }, /name of a header/],
  ])('refuses %j and says why', (option, message) => {
    expect(() => parseTrustProxy(option)).toThrow(TypeError)
    expect(() => parseTrustProxy(option)).toThrow(message)
  })
})

describe('clientSource', () => {
  const parsed = parsePrefix('10.0.0.0/8')
  const builder = new IpSetBuilder()
  if (parsed.kind === 'prefix') builder.addPrefix(parsed.prefix)
  const policy = { clientIp: { header: 'x-real-ip', trusting: 0 }, addressSets: [{ set: builder.build() }] }

  it('takes the header from the policy and believes the peers of both', () => {
    const source = clientSource(policy, parseTrustProxy('unix, 192.0.2.1'))
    expect(source).toMatchObject({ kind: 'header', header: 'x-real-ip', form: 'single', unixPeer: true })
    expect(source.kind === 'header' && ipSetHas(source.trusted, parseIp('10.0.0.1')!)).toBe(true)
    expect(source.kind === 'header' && ipSetHas(source.trusted, parseIp('192.0.2.1')!)).toBe(true)
  })

  it('refuses an option that contradicts the policy', () => {
    expect(() => clientSource(policy, parseTrustProxy({ from: 'loopback', header: 'forwarded' }))).toThrow(/name one/)
    expect(() => clientSource(policy, parseTrustProxy({ from: 'loopback', hops: 1 }))).toThrow(/cannot count hops/)
  })
})
