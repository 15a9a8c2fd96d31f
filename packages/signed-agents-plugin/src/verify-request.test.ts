import { describe, expect, it } from 'vitest'
import { readKey } from './key-set.ts'
import { signatureBase } from './signature-base.ts'
import { isInnerList, readDictionary } from './parse-field.ts'
import type { SignedRequest } from './signed-request.ts'
import { botParameters, newKey, signingKey, signRequest } from './testing/sign-request.ts'
import { type KnownKeys, type Verdict, verifyRequest, type VerifyRules } from './verify-request.ts'

/** RFC 9421, appendix B.1.4. */
const exampleKey = signingKey({
  kty: 'OKP',
  crv: 'Ed25519',
  d: 'n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU',
  x: 'JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs',
})

const nowSeconds = 1_800_000_000

type Fields = Readonly<Record<string, string | readonly string[]>>

function request(fields: Fields, more: Partial<SignedRequest> = {}): SignedRequest {
  return {
    method: 'GET',
    scheme: 'https',
    authority: 'example.com',
    target: '/path/to/resource',
    fields: (name) => [fields[name] ?? []].flat(),
    ...more,
  }
}

function keysOf(keys: Readonly<Record<string, readonly { readonly jwk: unknown }[]>>): KnownKeys {
  const of: KnownKeys['of'] = (agent, id) => keys[agent]?.map(({ jwk }) => readKey(jwk)!).find((key) => key.id === id)
  return {
    of,
    holderOf: (id) => {
      const holders = Object.keys(keys).filter((agent) => of(agent, id) !== undefined)
      return holders.length === 1 ? holders[0] : undefined
    },
  }
}

const rules: VerifyRules = {
  nowMs: nowSeconds * 1_000,
  clockSkewMs: 60_000,
  maxLifetimeMs: 86_400_000,
  authorities: new Set(['example.com']),
}

describe('the examples of the specifications', () => {
  it('has the signature base of RFC 9421, appendix B.2.6, and the signature verifies and is the one that our client makes', () => {
    const input =
      'sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"'
    const sent = request(
      {
        date: 'Tue, 20 Apr 2021 02:07:55 GMT',
        'content-type': 'application/json',
        'content-length': '18',
      },
      { method: 'POST', target: '/foo?param=Value&Pet=dog' },
    )
    const member = readDictionary(input)!.get('sig-b26')!
    if (!isInnerList(member)) throw new Error('not an inner list')
    const covered = [
      ['"date"', 'Tue, 20 Apr 2021 02:07:55 GMT'],
      ['"@method"', 'POST'],
      ['"@path"', '/foo'],
      ['"@authority"', 'example.com'],
      ['"content-type"', 'application/json'],
      ['"content-length"', '18'],
    ] as const
    expect(signatureBase(member, sent)?.toString()).toBe(
      [...covered.map((pair) => pair.join(': ')), `"@signature-params": ${input.slice('sig-b26='.length)}`].join('\n'),
    )
    const parameters = 'created=1618884473;keyid="test-key-ed25519"'
    expect(signRequest({ key: exampleKey, label: 'sig-b26', covered, parameters })).toEqual([
      input,
      'sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:',
    ])
  })

  it('has the thumbprint of RFC 8037, appendix A.3, for another key', () => {
    const x = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo'
    expect(readKey({ kty: 'OKP', crv: 'Ed25519', x })?.id).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k')
  })

  // The vectors of draft-meunier-web-bot-auth-architecture and draft-ietf-webbotauth-httpsig-protocol for Ed25519.
  const vectors: readonly [string, Fields, Partial<VerifyRules>, Verdict][] = [
    [
      'without Signature-Agent',
      {
        'signature-input':
          'sig1=("@authority");created=1735689600;keyid="poqkLGiymh_W0uP6PZFw-dvez3QJT5SolqXBCW38r0U";alg="ed25519";expires=4889289600;nonce="zIW8+cdmA3vdYagbxojpONwa/l0EKJ/O3/wD486VvsQjO/RxPaSt6ZxvQaMcQzNnqKN/mQ6hpGiFro2L2qkz5A==";tag="web-bot-auth"',
        signature: 'sig1=:QKN4fTdIYfh82fvoZCQiQA1weuozfCS/Led2zTMbewMMqH8PI2Wsy/5c4ao6B6D09nraNQdBNOADg8aM1MqfCg==:',
      },
      {},
      { state: 'valid', agent: 'signature-agent.test' },
    ],
    [
      'with a dictionary in Signature-Agent',
      {
        'signature-agent': 'agent2="https://signature-agent.test"',
        'signature-input':
          'sig2=("@authority" "signature-agent";key="agent2");created=1735689600;keyid="poqkLGiymh_W0uP6PZFw-dvez3QJT5SolqXBCW38r0U";alg="ed25519";expires=4889289600;nonce="n9p433xm+NJ3ph3upfBIGmsuwHw387YV7Q/F+6BSpGCVjYCqQw6rznNA8PVVLySrAWsv0hQtFioQb6E1YsauiA==";tag="web-bot-auth"',
        signature: 'sig2=:RdNFx5Bj6au3YgAMQL/RzmUlZE8QZLIaXGRpw985hWnwPfMxT228NMk6ehRS1PSl4e8PhbNZACSanGdhEwYCCg==:',
      },
      {},
      { state: 'valid', agent: 'signature-agent.test' },
    ],
    [
      'with a string in Signature-Agent',
      {
        'signature-agent': '"https://signature-agent.test"',
        'signature-input':
          'sig2=("@authority" "signature-agent");created=1735689600;keyid="poqkLGiymh_W0uP6PZFw-dvez3QJT5SolqXBCW38r0U";alg="ed25519";expires=1735693200;nonce="e8N7S2MFd/qrd6T2R3tdfAuuANngKI7LFtKYI/vowzk4lAZYadIX6wW25MwG7DCT9RUKAJ0qVkU0mEeLElW1qg==";tag="web-bot-auth"',
        signature: 'sig2=:jdq0SqOwHdyHr9+r5jw3iYZH6aNGKijYp/EstF4RQTQdi5N5YYKrD+mCT1HA1nZDsi6nJKuHxUi/5Syp3rLWBA==:',
      },
      { nowMs: 1_735_690_000_000 },
      { state: 'valid', agent: 'signature-agent.test' },
    ],
  ]
  const keys = keysOf({ 'signature-agent.test': [exampleKey] })

  it.each(vectors)('verifies the one %s', (_, fields, more, verdict) => {
    expect(verifyRequest(request(fields), keys, { ...rules, maxLifetimeMs: Infinity, ...more })).toEqual(verdict)
  })

  it('does not accept their lifetime of a hundred years by default', () => {
    expect(verifyRequest(request(vectors[0]![1]), keys, rules)).toEqual({ state: 'invalid' })
  })
})

const key = newKey()
const keys = keysOf({ 'bot.example': [key] })
const authority = ['"@authority"', 'example.com'] as const
const agentText = '"https://bot.example"'
const agentOfSig1 = ['"signature-agent";key="sig1"', agentText] as const

interface Sent {
  readonly covered?: readonly (readonly [string, string])[]
  readonly parameters?: string
  readonly label?: string
  readonly fields?: Fields
  readonly request?: Partial<SignedRequest>
  readonly rules?: Partial<VerifyRules>
  readonly keys?: KnownKeys
}

function verdictOf(sent: Sent): Verdict {
  const { covered = [authority, agentOfSig1], parameters = botParameters(key, nowSeconds), label = 'sig1' } = sent
  const [input, signature] = signRequest({ key, label, covered, parameters })
  const fields = {
    'signature-agent': `sig1=${agentText}`,
    'signature-input': input,
    signature,
    ...sent.fields,
  }
  return verifyRequest(request(fields, sent.request), sent.keys ?? keys, { ...rules, ...sent.rules })
}

const valid: Verdict = { state: 'valid', agent: 'bot.example' }
const at = (seconds: number): Partial<VerifyRules> => ({ nowMs: seconds * 1_000 })
const without = (name: string): string =>
  botParameters(key, nowSeconds)
    .split(';')
    .filter((each) => !each.startsWith(`${name}=`))
    .join(';')

describe('verifyRequest', () => {
  it.each<[string, Sent, Verdict]>([
    ['a signature of an agent', {}, valid],
    [
      'one that covers the URL instead of the authority',
      { covered: [['"@target-uri"', 'https://example.com/path/to/resource'], agentOfSig1] },
      valid,
    ],
    [
      'everything that is derived from the request',
      {
        covered: [
          authority,
          agentOfSig1,
          ['"@method"', 'POST'],
          ['"@scheme"', 'https'],
          ['"@request-target"', '/%7Ea?x=a%20b&y=1'],
          ['"@path"', '/%7Ea'],
          ['"@query"', '?x=a%20b&y=1'],
          ['"@query-param";name="x"', 'a%20b'],
          ['"accept"', 'a, b'],
          ['"accept";bs', ':YQ==:, :Yg==:'],
          ['"prefs";key="b"', '2;q=1'],
        ],
        fields: { accept: [' a', 'b\t'], prefs: 'a=1, b=2;q=1' },
        request: { method: 'POST', target: '/%7Ea?x=a%20b&y=1' },
      },
      valid,
    ],
    ['an empty query', { covered: [authority, agentOfSig1, ['"@query"', '?']] }, valid],
    [
      'a request without Signature-Agent, by the agent that has the key',
      { covered: [authority], fields: { 'signature-agent': [] } },
      valid,
    ],
    [
      'Signature-Agent with a final slash and capitals',
      {
        covered: [authority, ['"signature-agent";key="sig1"', '"HTTPS://Bot.Example/"']],
        fields: { 'signature-agent': 'sig1="HTTPS://Bot.Example/"' },
      },
      valid,
    ],
    ['a created time within the skew', { rules: at(nowSeconds - 59) }, valid],
    ['an expiry within the skew', { rules: at(nowSeconds + 359) }, valid],
    ['no nonce', { parameters: without('nonce') }, valid],
    ['no algorithm', { parameters: without('alg') }, valid],
  ])('accepts %s', (_, sent, verdict) => {
    expect(verdictOf(sent)).toEqual(verdict)
  })

  it.each<[string, Sent, Verdict['state']]>([
    ['a request without signature fields', { fields: { 'signature-input': [], signature: [] } }, 'none'],
    [
      'a field Signature of another scheme only',
      { fields: { 'signature-input': [], signature: 'keyId="a",headers="b"' } },
      'none',
    ],
    ['a signature with another tag', { parameters: without('tag') }, 'none'],
    ['a signature that covers nothing', { covered: [] }, 'invalid'],
    ['one that does not cover the authority', { covered: [['"@path"', '/path/to/resource'], agentOfSig1] }, 'invalid'],
    ['one that does not cover Signature-Agent', { covered: [authority] }, 'invalid'],
    [
      'one that covers another member of it',
      {
        fields: { 'signature-agent': `sig1=${agentText}, other=${agentText}` },
        label: 'sig9',
        covered: [authority, agentOfSig1, ['"signature-agent";key="other"', agentText]],
      },
      'invalid',
    ],
    ['a request for another site', { request: { authority: 'evil.example' } }, 'invalid'],
    ['a signature for another site', { covered: [['"@authority"', 'evil.example'], agentOfSig1] }, 'invalid'],
    [
      'an authority that differs from the one that is expected, although both agree',
      { covered: [['"@authority"', 'evil.example'], agentOfSig1], request: { authority: 'evil.example' } },
      'invalid',
    ],
    ['a request without host', { request: { authority: undefined } }, 'invalid'],
    ['another method than the one signed', { covered: [authority, agentOfSig1, ['"@method"', 'POST']] }, 'invalid'],
    ['a covered field that is absent', { covered: [authority, agentOfSig1, ['"accept"', 'a']] }, 'invalid'],
    ['a component that is listed twice', { covered: [authority, authority, agentOfSig1] }, 'invalid'],
    ['a component that is not known', { covered: [authority, agentOfSig1, ['"@status"', '200']] }, 'invalid'],
    [
      'a query parameter that is there twice',
      { covered: [authority, agentOfSig1, ['"@query-param";name="x"', '1']], request: { target: '/?x=1&x=1' } },
      'invalid',
    ],
    ['a created time in the future', { rules: at(nowSeconds - 61) }, 'invalid'],
    ['an expiry before the created time', { parameters: botParameters(key, nowSeconds, -1) }, 'invalid'],
    ['a lifetime that is too long', { parameters: botParameters(key, nowSeconds, 86_401) }, 'invalid'],
    ['no created time', { parameters: without('created') }, 'invalid'],
    ['no expiry', { parameters: without('expires') }, 'invalid'],
    ['no key id', { parameters: without('keyid') }, 'invalid'],
    ['a nonce that is not a text', { parameters: `${without('nonce')};nonce=1` }, 'invalid'],
    ['a time that is not known', { rules: { nowMs: NaN } }, 'unknown key'],
    ['an expired signature', { rules: at(nowSeconds + 361) }, 'expired'],
    [
      'an agent that the operator did not name',
      {
        covered: [authority, ['"signature-agent";key="sig1"', '"https://evil.example"']],
        fields: { 'signature-agent': 'sig1="https://evil.example"' },
      },
      'unknown key',
    ],
    [
      'keys at another URL than the directory',
      {
        covered: [authority, ['"signature-agent";key="sig1"', '"https://bot.example/keys"']],
        fields: { 'signature-agent': 'sig1="https://bot.example/keys"' },
      },
      'unknown key',
    ],
    [
      'a discovery that is not a directory',
      {
        covered: [authority, ['"signature-agent";key="sig1"', `${agentText};type=jwks_uri`]],
        fields: { 'signature-agent': `sig1=${agentText};type=jwks_uri` },
      },
      'unknown key',
    ],
    ['another algorithm', { parameters: `${without('alg')};alg="rsa-pss-sha512"` }, 'unknown key'],
    ['a key of another agent', { keys: keysOf({ 'bot.example': [newKey()], 'other.example': [key] }) }, 'unknown key'],
    [
      'a key that two agents have, if the request names none',
      { covered: [authority], fields: { 'signature-agent': [] }, keys: keysOf({ a: [key], b: [key] }) },
      'unknown key',
    ],
    [
      'a key that is not in force yet',
      { keys: keysOf({ 'bot.example': [{ jwk: { ...key.jwk, nbf: nowSeconds + 1 } }] }) },
      'unknown key',
    ],
    [
      'a key that is no longer in force',
      { keys: keysOf({ 'bot.example': [{ jwk: { ...key.jwk, exp: nowSeconds } }] }) },
      'unknown key',
    ],
    ['no field Signature', { fields: { signature: [] } }, 'invalid'],
    ['a field Signature-Input that is not a dictionary', { fields: { 'signature-input': 'sig1=(' } }, 'invalid'],
    ['a field Signature-Agent that is not a dictionary', { fields: { 'signature-agent': 'sig1=' } }, 'invalid'],
    ['a field that is too long', { fields: { 'signature-input': 'a'.repeat(10_000) } }, 'invalid'],
  ])('does not accept %s', (_, sent, state) => {
    expect(verdictOf(sent)).toEqual({ state })
  })

  it('accepts one valid signature among others, and looks at four at most', () => {
    const [input, signature] = signRequest({
      key,
      covered: [authority, agentOfSig1],
      parameters: botParameters(key, nowSeconds),
    })
    const junk = (count: number): readonly string[] =>
      Array.from({ length: count }, (_unused, i) => `junk${i}=("@authority");created=1;tag="web-bot-auth"`)
    const sent = (inputs: readonly string[]): Verdict =>
      verifyRequest(
        request({ 'signature-agent': `sig1=${agentText}`, 'signature-input': inputs, signature }),
        keys,
        rules,
      )
    expect(sent([...junk(3), input])).toEqual(valid)
    expect(sent([...junk(4), input])).toEqual({ state: 'invalid' })
    expect(sent([input, ...junk(9)])).toEqual(valid)
    expect(sent(['tls=("@method");tag="other"', input])).toEqual(valid)
  })
})
