import { runs, seed } from '@tidegate/test-support'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type AgentKey, readKey } from './key-set.ts'
import { authorityOf, type SignedRequest } from './signed-request.ts'
import { botParameters, newKey, signRequest } from './testing/sign-request.ts'
import { verifyRequest } from './verify-request.ts'

const nowSeconds = 1_800_000_000
const keys = { 'bot.example': newKey(), 'other.example': newKey() }
const rules = {
  nowMs: nowSeconds * 1_000,
  clockSkewMs: 60_000,
  maxLifetimeMs: 86_400_000,
  authorities: new Set(['example.com', 'www.example.com']),
}

const readKeys = new Map(Object.entries(keys).map(([agent, { jwk }]) => [agent, readKey(jwk)!]))
const of = (agent: string, id: string): AgentKey | undefined => {
  const found = readKeys.get(agent)
  return found?.id === id ? found : undefined
}
const known = { of, holderOf: (id: string) => [...readKeys.keys()].find((agent) => of(agent, id) !== undefined) }

interface Head {
  readonly method: string
  readonly target: string
  readonly headers: readonly string[]
}

const key = keys['bot.example']
const [input, signature] = signRequest({
  key,
  covered: [
    ['"@authority"', 'example.com'],
    ['"@method"', 'GET'],
    ['"@path"', '/a'],
    ['"signature-agent";key="sig1"', '"https://bot.example"'],
    ['"accept"', 'text/html'],
  ],
  parameters: botParameters(key, nowSeconds),
})
const original: Head = {
  method: 'GET',
  target: '/a?b=c',
  headers:
    `Host|example.com|Accept|text/html|Signature-Agent|sig1="https://bot.example"|Signature-Input|${input}|Signature|${signature}`.split(
      '|',
    ),
}

function requestOf({ method, target, headers }: Head): SignedRequest {
  const fields = (name: string): readonly string[] =>
    headers.filter((_, i) => i % 2 === 1 && headers[i - 1]!.toLowerCase() === name)
  const [host = ''] = fields('host')
  return { method, scheme: 'https', authority: authorityOf(host, 'https'), target, fields }
}

/**
 * What the agent signed, read without the code under test. A mutation that leaves all of it the same does not forge anything: other spellings of the host, spaces
 * around values, members that are not signed, another label for the same signature.
 */
function meaningOf(head: Head): unknown {
  const { fields, method, target } = requestOf(head)
  const host = (fields('host')[0] ?? '')
    .trim()
    .toLowerCase()
    .replace(/:0*443$/, '')
  const accept = fields('accept').map((line) => line.trim())
  return [host, method, target.split('?', 1)[0], accept.join(', ')]
}

const strange = [
  '',
  '"',
  ',',
  ';',
  '(',
  ')',
  '=',
  ':',
  '\\',
  ' ',
  '\t',
  '\0',
  '\r\n ',
  'é',
  '😀',
  '%',
  '@',
  '*',
  '0',
  '9'.repeat(20),
  'A',
  '?1',
  '.0',
  '__proto__',
]
const pieces = strange.concat(
  ['sig1', 'sig2=', '"@authority"', '"@method"', '"signature-agent"', ';key="sig1"', ';bs', ';sf', ';tr', ';req'],
  ['tag="web-bot-auth"', `keyid="${keys['other.example'].id}"`, 'created=1', 'expires=9999999999', 'alg="ed25519"'],
  ['nonce="a"', '"https://other.example"', '"https://bot.example"', 'other.example', 'example.com', 'www.example.com'],
  [':443'],
  original.headers,
)

type Edit = (text: string) => string
const edits: fc.Arbitrary<Edit> = fc
  .tuple(
    fc.constantFrom('insert', 'delete', 'replace', 'copy', 'case'),
    fc.nat(),
    fc.nat(8),
    fc.constantFrom(...pieces),
  )
  .map(([kind, from, length, piece]): Edit => (text) => {
    const at = text.length === 0 ? 0 : from % (text.length + 1)
    const end = Math.min(text.length, at + length)
    switch (kind) {
      case 'insert':
        return text.slice(0, at) + piece + text.slice(at)
      case 'delete':
        return text.slice(0, at) + text.slice(end)
      case 'replace':
        return text.slice(0, at) + piece + text.slice(end)
      case 'copy':
        return text.slice(0, end) + text.slice(at)
      case 'case':
        return text.slice(0, at) + (text[at] ?? '').toUpperCase() + text.slice(at + 1)
    }
  })

const mutated: fc.Arbitrary<Head> = fc
  .array(fc.tuple(fc.nat(original.headers.length + 2), edits), { minLength: 1, maxLength: 3 })
  .chain((changes) =>
    fc.tuple(
      fc.constant(changes),
      fc.constantFrom<'none' | 'repeat' | 'swap'>('none', 'none', 'none', 'repeat', 'swap'),
      fc.nat(),
    ),
  )
  .map(([changes, extra, at]) => {
    let { method, target } = original
    const headers = [...original.headers]
    for (const [where, edit] of changes) {
      if (where === headers.length) method = edit(method)
      else if (where > headers.length) target = edit(target)
      else headers[where] = edit(headers[where]!)
    }
    const pair = (at % (headers.length / 2)) * 2
    if (extra === 'repeat') headers.push(original.headers[pair]!, original.headers[pair + 1]!)
    if (extra === 'swap') headers.push(...headers.splice(pair, 2))
    return { method, target, headers }
  })

it('verifies the request that is not changed', () => {
  expect(verifyRequest(requestOf(original), known, rules)).toEqual({ state: 'valid', agent: 'bot.example' })
})

it('never throws for a changed request, and accepts none that says something else', () => {
  const meaning = meaningOf(original)
  const tally = new Map<string, number>()
  fc.assert(
    fc.property(mutated, (head) => {
      const verdict = verifyRequest(requestOf(head), known, rules)
      tally.set(verdict.state, (tally.get(verdict.state) ?? 0) + 1)
      if (verdict.state !== 'valid') return
      expect(verdict.agent).toBe('bot.example')
      expect(meaningOf(head)).toEqual(meaning)
    }),
    { numRuns: runs(20_000, 1 / 2) * (runs(1) > 1 ? 5 : 1), seed },
  )
  // Mutations reach every state but `expired`, because the times are signed.
  expect([...tally.keys()].toSorted()).toEqual(expect.arrayContaining(['invalid', 'none', 'unknown key', 'valid']))
}, 600_000)
