import { createHash } from 'node:crypto'
import type { KeyValue } from '@tidegate/model'
import { expect, it } from 'vitest'
import { keyDigest } from './key-digest.ts'

const ip: KeyValue = { family: 6, a: 1, b: 2, c: 3, d: 0xffff_ffff }

it.each<readonly [readonly KeyValue[], readonly (string | Buffer)[]]>([
  [[ip], ['6:1.2.3.4294967295;']],
  [[ip, ip], ['6:1.2.3.4294967295;6:1.2.3.4294967295;']],
  [[], []],
  [['a'], ['t1:', Buffer.from('a', 'utf16le')]],
  [
    [ip, '\u00e9\ud800', ''],
    ['6:1.2.3.4294967295;', 't2:', Buffer.from('\u00e9\ud800', 'utf16le'), 't0:'],
  ],
])('is the same in all versions: %j', (key, message) => {
  const whole = createHash('sha256')
  for (const part of message) whole.update(part)
  expect(keyDigest(key)).toBe(whole.digest().subarray(0, 16).toString('base64url'))
})
