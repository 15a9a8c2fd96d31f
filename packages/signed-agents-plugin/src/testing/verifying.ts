import { readKey } from '../key-set.ts'
import type { SignedRequest } from '../signed-request.ts'
import type { KnownKeys, VerifyRules } from '../verify-request.ts'

export const nowSeconds = 1_800_000_000

/** Lines of header fields by name. */
export type Fields = Readonly<Record<string, string | readonly string[]>>

/** A request to example.com. */
export function request(fields: Fields, more: Partial<SignedRequest> = {}): SignedRequest {
  return {
    method: 'GET',
    scheme: 'https',
    authority: 'example.com',
    target: '/path/to/resource',
    fields: (name) => [fields[name] ?? []].flat(),
    ...more,
  }
}

/** Keys by agent. */
export function keysOf(keys: Readonly<Record<string, readonly { readonly jwk: unknown }[]>>): KnownKeys {
  const of: KnownKeys['of'] = (agent, id) => keys[agent]?.map(({ jwk }) => readKey(jwk)!).find((key) => key.id === id)
  return {
    of,
    holderOf: (id) => {
      const holders = Object.keys(keys).filter((agent) => of(agent, id) !== undefined)
      return holders.length === 1 ? holders[0] : undefined
    },
  }
}

/** Rules with the defaults of the options. */
export const rules: VerifyRules = {
  nowMs: nowSeconds * 1_000,
  clockSkewMs: 60_000,
  maxLifetimeMs: 86_400_000,
  authorities: new Set(['example.com']),
}
