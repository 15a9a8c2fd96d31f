import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { runs } from '@tidegate/test-support'
import { describe, expect, it } from 'vitest'
import { isFileName, maxFragmentLength, readFragment, shareJson, writeFragment } from './share-link.ts'

const fragmentOf = (json: string): string => `1.${deflateRawSync(json).toString('base64url')}`

describe('links', () => {
  it('bring back what was shared', async () => {
    const text = fc.string({ unit: 'grapheme' })
    await fc.assert(
      fc.asyncProperty(text, text, async (policy, requests) => {
        const state = { files: { 'site.policy': policy, 'lists/a.txt': '192.0.2.1' }, root: 'site.policy', requests }
        expect(await readFragment(await writeFragment(state))).toEqual({ kind: 'state', state })
        expect(await readFragment(fragmentOf(shareJson(state)))).toEqual({ kind: 'state', state })
      }),
      { numRuns: runs(30) },
    )
  })

  it('are rejected with a reason if they are damaged, too large or of another version', async () => {
    const messageOf = async (fragment: string): Promise<string> => {
      const read = await readFragment(fragment)
      return read.kind === 'error' ? read.message : 'read'
    }
    expect(await messageOf('')).toContain('damaged')
    expect(await messageOf('1.%%%')).toContain('damaged')
    expect(await messageOf('1.AAAA')).toContain('damaged')
    expect(await messageOf('2.AAAA')).toContain('version 2')
    expect(await messageOf('1.'.padEnd(maxFragmentLength + 1, 'A'))).toContain('longer than')
    expect(await messageOf(fragmentOf('x'.repeat(40_000_000)))).toContain('more than 2 MB')
    expect(await messageOf(fragmentOf('{"files":{},"root":"a"}'))).toContain('no policy')
    expect(await messageOf(fragmentOf('{"files":{"a":1},"root":"a"}'))).toContain('other than files')
    expect(await messageOf(fragmentOf('{"files":{"a":""},"root":"toString"}'))).toContain('no policy')
    expect(await messageOf(fragmentOf('{"files":{"../a":""},"root":"../a"}'))).toContain('other than files')
    expect(
      await messageOf(
        fragmentOf(
          JSON.stringify({
            files: Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`f${i}`, ''])),
            root: 'f1',
          }),
        ),
      ),
    ).toContain('more than 100 files')
  })

  it('never throw, whatever they contain', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.base64String().map((data) => `1.${data}`),
          fc.json().map(fragmentOf),
        ),
        async (fragment) => {
          await readFragment(fragment)
        },
      ),
      { numRuns: runs(100) },
    )
  })
})

it.each([
  ['site.policy', true],
  ['lists/office 2.txt', true],
  ['__proto__', true],
  ['', false],
  ['/etc/passwd', false],
  ['a/../b', false],
  ['a//b', false],
  ['<b>', false],
])('%s as the name of a file: %s', (name, isValid) => {
  expect(isFileName(name)).toBe(isValid)
})
