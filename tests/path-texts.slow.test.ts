import { checkPolicy, noFiles } from '@tidegate/dsl'
import { createGate } from '@tidegate/engine'
import { planPolicy } from '@tidegate/engine/tools'
import { readTarget } from '@tidegate/engine/http'
import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const pieces = [
  '/',
  'a',
  'B',
  'é',
  '%61',
  '%c3%a9',
  '%2F',
  '%25',
  '%252F',
  '%C0%AF',
  '%3B',
  '%2e',
  '.',
  '..',
  ';',
  '-',
  '~',
  '%7E',
  ' ',
  '"',
  '\\',
  '#',
  '5',
]
const path = fc.array(fc.constantFrom(...pieces), { maxLength: 7 }).map((all) => `/${all.join('')}`)

/** What a client sends for a path: UTF-8, one character per octet, as Node passes it on. */
function sent(text: string): string {
  return Array.from(new TextEncoder().encode(text), (octet) => String.fromCharCode(octet))
    .join('')
    .replaceAll(' ', '%20')
}

function blocks(test: string, exactly: boolean, target: string): boolean | 'refused policy' {
  const text = `${exactly ? 'paths match exactly\n' : ''}block ${test}`
  const { model } = checkPolicy({ file: 'site.policy', text }, noFiles)
  if (model === undefined) return 'refused policy'
  const gate = createGate(planPolicy(model))
  return gate.decide({ method: 'POST', target, headers: ['Host', 'a.example'], peer: '192.0.2.1' }).outcome === 'block'
}

describe('a text test on a path', () => {
  it.each(['path ==', 'path starts with', 'path ends with', 'path contains', 'target ==', 'target starts with'])(
    '`%s` with a path as a client may write it is true for that client, and is an error if no client can send the path',
    (test) => {
      fc.assert(
        fc.property(path, fc.boolean(), (written, exactly) => {
          const target = sent(written)
          // WHY: if trailing slashes are ignored, only the root path ends with a slash.
          fc.pre(test !== 'path ends with' || written !== '/')
          const mayBeInvalid = readTarget('POST', target).kind === 'refusal' || written.includes('//')
          const got = blocks(`${test} ${JSON.stringify(written)}`, exactly, target)
          expect(mayBeInvalid && got === 'refused policy' ? true : got).toBe(true)
        }),
        { numRuns: runs(150, 1 / 2) },
      )
    },
  )

  it.each(['path ==', 'target =='])('`%s` with a path is an error exactly if no request has that path', (test) => {
    fc.assert(
      fc.property(path, (written) => {
        const none = readTarget('POST', sent(written)).kind === 'refusal' || written.includes('//')
        const refused = blocks(`${test} ${JSON.stringify(written)}`, true, '/') === 'refused policy'
        expect(refused).toBe(none)
      }),
      { numRuns: runs(500, 1 / 2) },
    )
  })
})
