import { clientAddress, clientSource, parseTrustProxy } from '@tidegate/engine/http'
import { runs } from '@tidegate/test-support'
import { formatIp, parseIp } from '@tidegate/values'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { colors } from '../../terminal/colors.ts'
import { examineHeaders } from './examine-headers.ts'
import { renderExamination } from './render-doctor.ts'

const names = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'cloudfront-viewer-address'] as const

const hop = fc.constantFrom(
  '198.51.100.10:46532',
  '[2001:db8::1]:443',
  '2001:db8:7::1:9985',
  '2001:db8::1',
  '10.0.0.2',
  '127.0.0.1',
  'for=198.51.100.7',
  'for=10.0.0.3',
  'unknown',
  '',
)

describe('the picture of a chain', () => {
  it.each([
    ['x-real-ip', '198.51.100.10:46532', '▶ x-real-ip  198.51.100.10:46532 (198.51.100.10)  not trusted: the client'],
    ['x-real-ip', '[2001:db8::1]:443', '▶ x-real-ip  [2001:db8::1]:443 (2001:db8::1)  not trusted: the client'],
    [
      'cloudfront-viewer-address',
      '2001:db8:7::1:9985',
      '▶ cloudfront-viewer-address  2001:db8:7::1:9985 (2001:db8:7::1)  not trusted: the client',
    ],
  ])('shows %s: %s as the client', (header, value, expected) => {
    const found = examineHeaders(
      parseIp('10.0.0.1'),
      [header, value],
      { addressSets: [] },
      parseTrustProxy({ from: '10.0.0.0/8', header }),
    )
    expect(renderExamination(found, colors(false))).toContain(expected)
    expect(found.findings).toEqual([])
  })

  it('marks exactly the address that a gate uses, and none if the client is unknown', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.constantFrom('10.0.0.1', '127.0.0.1', '203.0.113.5'),
        fc.array(fc.array(hop, { maxLength: 4 }), { maxLength: 2 }),
        fc.constantFrom(undefined, 1, 2),
        (header, peer, chains, hops) => {
          const lines = chains.map((each) => each.join(', '))
          const from = ['10.0.0.0/8', 'loopback']
          const trustProxy = parseTrustProxy({ from, header, ...(hops !== undefined && { hops }) })
          const given = lines.flatMap((line) => [header, line])
          const { chain, client, doubt } = examineHeaders(parseIp(peer), given, { addressSets: [] }, trustProxy)
          const source = clientSource({ addressSets: [] }, trustProxy)
          const found = clientAddress(parseIp(peer), false, lines.length === 0 ? undefined : lines, source)
          const marked = chain.filter((each) => each.client).map(({ address }) => address)
          const expected = found.kind === 'known' ? formatIp(found.ip) : undefined
          expect({ marked, client, doubt }).toEqual({
            marked: expected === undefined ? [] : [expected],
            client: expected,
            doubt: found.kind === 'unsure' ? found.doubt : undefined,
          })
        },
      ),
      { numRuns: runs(500) },
    )
  })
})
