import { describe, expect, it } from 'vitest'
import { readKey } from './key-set.ts'
import { isInnerList, readDictionary } from './parse-field.ts'
import { createComponentReader } from './component-value.ts'
import { signatureBase } from './signature-base.ts'
import { signingKey, signRequest } from './testing/sign-request.ts'
import { type Fields, keysOf, request, rules } from './testing/verifying.ts'
import { type Verdict, verifyRequest, type VerifyRules } from './verify-request.ts'

/** RFC 9421, appendix B.1.4. */
const exampleKey = signingKey({
  kty: 'OKP',
  crv: 'Ed25519',
  d: 'n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU',
  x: 'JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs',
})

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
    expect(signatureBase(member, createComponentReader(sent))?.toString()).toBe(
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
