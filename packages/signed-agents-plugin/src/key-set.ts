import { createHash, createPublicKey, type KeyObject } from 'node:crypto'

/** A key of an agent. */
export interface AgentKey {
  /** Its id: the thumbprint of the JWK (RFC 7638, RFC 8037 appendix A.3). */
  readonly id: string
  readonly key: KeyObject
  /** When it may be used, in milliseconds since 1970. */
  readonly fromMs: number
  readonly untilMs: number
}

/** Keys by id. */
export type KeySet = ReadonlyMap<string, AgentKey>

/** Maximum size of a key set, and the maximum number of its keys. */
export const maxKeySetBytes = 65_536
const maxKeys = 100

/** The key of the examples of RFC 9421 (appendix B.1.4), whose private part is published. */
const exampleKey = 'poqkLGiymh_W0uP6PZFw-dvez3QJT5SolqXBCW38r0U'

/**
 * Reads a JSON Web Key Set (RFC 7517 §5). Keys of other types than Ed25519, of another use than signatures, and malformed ones are left out, and so is the
 * published key of RFC 9421. Throws an `Error` for what is not a key set, or has more than 100 keys.
 */
export function readKeySet(text: string): KeySet {
  if (text.length > maxKeySetBytes) throw new Error(`a key set has at most ${maxKeySetBytes} bytes`)
  return keySetOf(JSON.parse(text))
}

/** As `readKeySet`, for a value that has been parsed. */
export function keySetOf(value: unknown): KeySet {
  const keys: unknown = isRecord(value) ? value['keys'] : undefined
  if (!Array.isArray(keys)) throw new Error('a key set is an object with a list `keys`')
  if (keys.length > maxKeys) throw new Error(`a key set has at most ${maxKeys} keys`)
  const found = new Map<string, AgentKey>()
  for (const each of keys as readonly unknown[]) {
    const key = readKey(each)
    if (key !== undefined && key.id !== exampleKey) found.set(key.id, key)
  }
  return found
}

/** Reads a public Ed25519 key (RFC 8037 §2); undefined if the value is not one that signs now or later. */
export function readKey(value: unknown): AgentKey | undefined {
  if (!isRecord(value)) return undefined
  const { kty, crv, x, use, nbf, exp } = value
  if (kty !== 'OKP' || crv !== 'Ed25519' || typeof x !== 'string' || !/^[A-Za-z0-9_-]{43}$/.test(x)) return undefined
  if (use !== undefined && use !== 'sig') return undefined
  if ((nbf !== undefined && typeof nbf !== 'number') || (exp !== undefined && typeof exp !== 'number')) return undefined
  try {
    return {
      id: createHash('sha256').update(JSON.stringify({ crv, kty, x })).digest('base64url'),
      key: createPublicKey({ format: 'jwk', key: { kty, crv, x } }),
      fromMs: nbf === undefined ? -Infinity : nbf * 1_000,
      untilMs: exp === undefined ? Infinity : exp * 1_000,
    }
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
