import { Buffer as NodeBuffer, isUtf8 as nodeIsUtf8 } from 'node:buffer'
import { domainToASCII as nodeDomainToAscii } from 'node:url'
import { stripVTControlCharacters as nodeStrip } from 'node:util'
import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Buffer, isUtf8 } from './buffer.ts'
import { domainToASCII } from './url.ts'
import { stripVTControlCharacters } from './util.ts'

it('bytes are those of Node, as text in both encodings', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 12 }), fc.nat(12), fc.nat(12), (bytes, start, end) => {
      const [ours, nodes] = [Buffer.from(bytes), NodeBuffer.from(bytes)]
      for (const encoding of ['latin1', 'utf8'] as const) {
        expect(ours.toString(encoding)).toBe(nodes.toString(encoding))
        expect(ours.toString(encoding, start, end)).toBe(nodes.toString(encoding, start, end))
      }
      expect(isUtf8(ours)).toBe(nodeIsUtf8(bytes))
    }),
    { numRuns: runs(50) },
  )
})

it('bytes of a text are those of Node', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect([...Buffer.from(text)]).toEqual([...NodeBuffer.from(text)])
      expect([...Buffer.from(text, 'latin1')]).toEqual([...NodeBuffer.from(text, 'latin1')])
    }),
    { numRuns: runs(50) },
  )
})

it.each(['bücher.example', 'EXAMPLE.com', 'a b', '', 'xn--bcher-kva.example', '東京.jp', 'a_b.example'])(
  'a host name in ASCII is that of Node: %s',
  (host) => expect(domainToASCII(host)).toBe(nodeDomainToAscii(host)),
)

it.each(['\u{1b}[1;31mred\u{1b}[0m', 'plain [1m', '\u{1b}[2K', 'a\tb\n'])(
  'colours are removed as by Node: %j',
  (text) => expect(stripVTControlCharacters(text)).toBe(nodeStrip(text)),
)
