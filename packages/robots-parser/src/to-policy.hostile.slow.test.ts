import { sizeUpTo } from '@tidegate/test-support'
import { expect, test } from 'vitest'
import { toPolicy } from './to-policy.ts'

test('the text of a policy stays below a million characters', () => {
  const hostile = `User-agent: a1\n${Array.from({ length: sizeUpTo(9000, 1 / 4) }, (_, index) => `Disallow: /${'é'.repeat(5)}\nDisallow: /${index}\nAllow: /*${index}/${'é'.repeat(8)}\n`).join('')}`
  expect(toPolicy(hostile, { enforceRules: true }).text.length).toBeLessThan(1_000_000)
  const blocked = '#restrict-ip:blocked_ip=1::,2::,3::,4::,5::,6::,7::,8::,9::\n'.repeat(8000)
  const many = Array.from({ length: 60_000 }, (_, index) => `${(index >> 8) + 1}.1.${index & 255}.1`).join(',')
  expect(toPolicy(`${blocked}# restrict-ip: blocked_ip=${many}`).text.length).toBeLessThan(1_000_000)
})
