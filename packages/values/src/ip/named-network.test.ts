import { ipSetHas } from './ip-set.ts'
import { namedNetwork } from './named-network.ts'
import { parseIp } from './parse-ip.ts'
import { expect, test } from 'vitest'

test.each([
  // RFC 1122 §3.2.1.3, RFC 4291 §2.5.3
  ['loopback', ['127.0.0.1', '127.255.255.255', '::1', '::ffff:127.0.0.1'], ['128.0.0.0', '::2']],
  // RFC 3927 §2.1, RFC 4291 §2.5.6
  ['linklocal', ['169.254.0.0', '169.254.255.255', 'fe80::1', 'febf::1'], ['169.255.0.0', 'fec0::1']],
  // RFC 1918 §3, RFC 4193 §3.1
  ['private', ['10.0.0.0', '172.31.255.255', '192.168.1.1', 'fd00::1'], ['172.32.0.0', '192.169.0.0', 'fe00::1']],
])('%s contains %j and not %j', (name, inside, outside) => {
  const set = namedNetwork(name)!
  expect(inside.filter((ip) => !ipSetHas(set, parseIp(ip)!))).toEqual([])
  expect(outside.filter((ip) => ipSetHas(set, parseIp(ip)!))).toEqual([])
})

test.each(['office', 'toString', '__proto__'])('%s is not the name of a network', (name) => {
  expect(namedNetwork(name)).toBeUndefined()
})
