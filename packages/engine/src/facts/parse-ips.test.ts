import { ipSetHas, parseIp } from '@tidegate/values'
import { describe, expect, it } from 'vitest'
import { checkIpList, parseIps } from './parse-ips.ts'

function has(list: string, address: string): boolean {
  return ipSetHas(parseIps(list).fact.set, parseIp(address)!)
}

describe('parseIps', () => {
  it.each([
    ['192.168.1.0/24 # lan', '192.168.1.255', true],
    ['2001:db8::/32', '2001:db8:ffff::1', true],
    ['2001:db8::1', '2001:0DB8:0:0:0:0:0:1', true],
    ['2001:DB8:0::1', '2001:db8::1', true],
    ['203.0.113.42', '::ffff:203.0.113.42', true],
    ['::ffff:203.0.113.42', '203.0.113.42', true],
    ['203.0.113.42', '2001:db8::5', false],
    ['0.0.0.0/0', '2001:db8::5', false],
    ['203.0.113.7/24', '203.0.113.200', true],
    ['203.0.113.42, 198.51.100.10', '198.51.100.10', true],
    [' 203.0.113.0/24 ,2001:db8::1', '2001:db8::1', true],
    ['# office\n203.0.113.9\r\n\r198.51.100.7 # home, 8.8.8.8', '198.51.100.7', true],
    ['# office\n203.0.113.9\r\n\r198.51.100.7 # home, 8.8.8.8', '8.8.8.8', false],
    ['192.0.2.1 - 192.0.2.9', '192.0.2.9', true],
  ])('parses %j; whether it contains %s', (list, address, expected) => {
    expect(has(list, address)).toBe(expected)
  })

  it.each(['', '   ', '# none', '# none\n\n \t\n', ' , ', ',,\n,'])('treats %j as empty', (list) => {
    expect(parseIps(list).fact.notEmpty).toBe(false)
  })

  it('distinguishes a list of blanks from no list', () => {
    expect(parseIps(' , ').blank).toBe(true)
    expect(parseIps('').blank).toBe(false)
    expect(parseIps('# a, b').blank).toBe(false)
    expect(parseIps('192.0.2.1,').blank).toBe(false)
  })

  it.each(['not-an-ip', '010.0.0.1', '127.1', '10.0.0.0/33', 'fe80::1%eth0', 'localhost', '8.8.8.8 8.8.4.4'])(
    'parses %j as a list that matches no client but is not empty',
    (list) => {
      const { fact, invalid } = parseIps(list)
      expect(fact.notEmpty).toBe(true)
      expect(has(list, '8.8.8.8')).toBe(false)
      expect(invalid).toEqual([{ line: 1, entry: list, reason: expect.any(String) as string }])
    },
  )

  it('keeps valid entries next to an invalid one', () => {
    expect(has('foo, 203.0.113.9', '203.0.113.9')).toBe(true)
  })

  it('reports prefixes with host bits', () => {
    expect(parseIps('203.0.113.7/24, 10.0.0.0/8').hostBitsSet).toEqual(['203.0.113.7/24'])
  })
})

describe('checkIpList', () => {
  it('reports every invalid entry with its line', () => {
    expect(checkIpList('203.0.113.9, 010.0.0.1\n# fine\n10.0.0.0/33')).toEqual([
      { line: 1, entry: '010.0.0.1', reason: expect.stringContaining('leading zero') as string },
      { line: 3, entry: '10.0.0.0/33', reason: expect.stringContaining('33') as string },
    ])
  })

  it('accepts a valid list and an empty one', () => {
    expect(checkIpList('203.0.113.9/24\n2001:db8::/32')).toEqual([])
    expect(checkIpList('')).toEqual([])
  })
})
