import { Buffer } from 'node:buffer'
import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { readKey } from '../key-set.ts'

/** A key of an agent that signs in tests. */
export interface SigningKey {
  readonly id: string
  readonly jwk: Readonly<Record<string, unknown>>
  readonly privateKey: KeyObject
}

/** A new key. */
export function newKey(): SigningKey {
  const { privateKey } = generateKeyPairSync('ed25519')
  return signingKey(privateKey.export({ format: 'jwk' }) as Readonly<Record<string, unknown>>)
}

/** The key with a private part in a JWK. */
export function signingKey(jwk: Readonly<Record<string, unknown>>): SigningKey {
  const { kty, crv, x } = jwk
  return {
    id: readKey({ kty, crv, x })!.id,
    jwk: { kty, crv, x },
    privateKey: createPrivateKey({ format: 'jwk', key: jwk as never }),
  }
}

/** What a client of a test signs. */
export interface Signing {
  readonly key: SigningKey
  readonly label?: string
  /** Pairs of the identifier of a component, such as `"@authority"`, and its value: a client knows what it sends. */
  readonly covered: readonly (readonly [identifier: string, value: string])[]
  /** Parameters as text, such as `created=1;expires=2`. */
  readonly parameters: string
}

/** Signs a request, and returns the values of Signature-Input and Signature. Shares no code with what verifies. */
export function signRequest({ key, label = 'sig1', covered, parameters }: Signing): readonly [string, string] {
  const input = `(${covered.map(([identifier]) => identifier).join(' ')});${parameters}`
  const base = [...covered.map((pair) => pair.join(': ')), `"@signature-params": ${input}`].join('\n')
  const signature = sign(null, Buffer.from(base, 'latin1'), key.privateKey).toString('base64')
  return [`${label}=${input}`, `${label}=:${signature}:`]
}

/** The parameters of Web Bot Auth. */
export function botParameters(key: SigningKey, createdSeconds: number, lifetimeSeconds = 300): string {
  return `created=${createdSeconds};expires=${createdSeconds + lifetimeSeconds};keyid="${key.id}";alg="ed25519";nonce="bm9uY2U=";tag="web-bot-auth"`
}
