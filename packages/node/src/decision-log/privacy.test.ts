import { createHmac } from 'node:crypto'
import { parseIp } from '@tidegate/values'
import { describe, expect, it } from 'vitest'
import { createKeyedHash } from './keyed-hash.ts'
import { createPrivacy, type PrivacyOptions } from './privacy.ts'

const key = 'a key of more than sixteen bytes'
const ipIn = (options: PrivacyOptions, ip: string): string => createPrivacy({ key, ...options }).ip(parseIp(ip)!)

describe('what a log hides', () => {
  it('cuts addresses to their networks', () => {
    expect(ipIn({}, '192.0.2.77')).toBe('192.0.2.77')
    expect(ipIn({ addresses: 'cut' }, '192.0.2.77')).toBe('192.0.2.0')
    expect(ipIn({ addresses: 'cut' }, '2001:db8:1:2345::1')).toBe('2001:db8:1:2300::')
    expect(ipIn({ addresses: '/16,/48' }, '192.0.2.77')).toBe('192.0.0.0')
    expect(() => ipIn({ addresses: '/33,/48' }, '192.0.2.77')).toThrow(TypeError)
  })

  it('hashes addresses to local ones, the same for one client and one key, and different for others', () => {
    const hash = { addresses: 'hash' }
    const one = ipIn(hash, '192.0.2.77')
    expect(one).toMatch(/^fd[\da-f]{2}:[\da-f:]+::$/)
    expect(ipIn(hash, '192.0.2.77')).toBe(one)
    expect(ipIn(hash, '192.0.2.78')).not.toBe(one)
    expect(ipIn({ ...hash, key: `${key}!` }, '192.0.2.77')).not.toBe(one)
    expect(ipIn(hash, '2001:db8::1')).toBe(ipIn(hash, '2001:db8::2'))
    expect(ipIn(hash, '2001:db8::1')).not.toBe(ipIn(hash, '2001:db8:0:1::1'))
    const many = new Set(Array.from({ length: 5_000 }, (_, at) => ipIn(hash, `10.0.${at >> 8}.${at & 255}`)))
    expect(many.size).toBe(5_000)
  })

  it('never has secrets in clear unless an option names them', () => {
    const byDefault = createPrivacy({ key })
    for (const name of ['authorization', 'proxy-authorization', 'x-api-key', 'x-auth-token', 'cookie', 'x-csrf-secret'])
      expect([name, byDefault.header(name, 'clear')]).toEqual([name, expect.stringMatching(/^hmac-[\w-]{16}$/)])
    expect(byDefault.header('x-color', 'clear')).toBe('clear')
    expect(byDefault.cookies('a=1; session=clear; b', new Set(['session', 'b']))).toMatch(/^session=hmac-[\w-]{16}; b$/)
    expect(byDefault.cookies('a=1', new Set(['session']))).toBeUndefined()
    expect(byDefault.target('/a?x=1&access_token=clear;password=clear&q=a%20b')).toMatch(
      /^\/a\?x=1&access_token=hmac-[\w-]{16};password=hmac-[\w-]{16}&q=a%20b$/,
    )
    expect(byDefault.target('/a?%74oken=clear&sig')).toMatch(/^\/a\?%74oken=hmac-[\w-]{16}&sig$/)
    expect(byDefault.target('http://user:clear@a.example/x@y')).toBe('http://***@a.example/x@y')
    const named = createPrivacy({
      key,
      headers: { Authorization: 'mask' },
      cookies: { session: 'whole' },
      queries: { token: 'whole' },
      users: 'hash',
    })
    expect(named.header('authorization', 'clear')).toBe('***')
    expect(named.cookies('session=clear', new Set(['session']))).toBe('session=clear')
    expect(named.target('/?token=clear')).toBe('/?token=clear')
    expect(named.user('ana')).toMatch(/^hmac-/)
    expect(named.user('ana')).not.toBe(createPrivacy({ key: `${key}!`, users: 'hash' }).user('ana'))
  })

  it('hides addresses in the fields that proxies write, if addresses are hidden', () => {
    const cut = createPrivacy({ key, addresses: 'cut' })
    expect(cut.header('x-forwarded-for', '192.0.2.77, nonsense, 2001:db8:1:2345::1')).toBe(
      '192.0.2.0, ***, 2001:db8:1:2300::',
    )
    expect(createPrivacy({ key }).header('x-forwarded-for', '192.0.2.77')).toBe('192.0.2.77')
  })

  it('hashes as HMAC-SHA-256 does', () => {
    for (const secret of [key, 'k'.repeat(64), 'k'.repeat(200)])
      for (const text of ['', 'a', 'caf\u00e9 \ud83d\ude00'.repeat(99)])
        expect(createKeyedHash(Buffer.from(secret))(text)).toEqual(createHmac('sha256', secret).update(text).digest())
  })

  it('refuses a key that can be guessed', () => {
    expect(() => createPrivacy({ key: 'short' })).toThrow('at least 16 bytes')
  })
})
