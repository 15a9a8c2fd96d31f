import { expect, it } from 'vitest'
import { parseIp } from './parse-ip.ts'
import { createPublicCheck } from './public-check.ts'

const isPublic = createPublicCheck()

it.each(['1.1.1.1', '172.15.0.1', '172.32.0.1', '192.167.1.1', '2606:4700::1111', '2a00:1450::1'])(
  'allows %s',
  (ip) => {
    expect(isPublic(parseIp(ip)!)).toBe(true)
  },
)

it.each([
  '0.0.0.0',
  '10.0.0.1',
  '127.0.0.1',
  '169.254.169.254',
  '172.16.0.1',
  '192.168.0.1',
  '100.64.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:10.0.0.1',
  '64:ff9b::a00:1',
  '2002:a00:1::',
  'fc00::1',
  'fe80::1',
  'ff02::1',
])('refuses %s', (ip) => {
  expect(isPublic(parseIp(ip)!)).toBe(false)
})
