import { describe, expect, it } from 'vitest'
import type { SignedRequest } from './signed-request.ts'
import { botParameters, newKey, signRequest } from './testing/sign-request.ts'
import { type Fields, keysOf, nowSeconds, request, rules } from './testing/verifying.ts'
import { type KnownKeys, type Verdict, verifyRequest, type VerifyRules } from './verify-request.ts'

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
