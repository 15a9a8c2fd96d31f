import { createHash, timingSafeEqual } from 'node:crypto'
import type { AdminToken } from '@tidegate/node'

/** Whom a token identifies. */
export interface TokenHolder {
  readonly name: string
  /** Whether the token is for changes too, and not for looking only. */
  readonly mayChange: boolean
}

/** The tokens of the admin listener. */
export interface AdminTokens {
  /** Whether there are any: then every request of an operator needs one. */
  readonly areNeeded: () => boolean
  /** Whose token this is; undefined if it is none. The time that it takes does not depend on how much of a token is right. */
  readonly holderOf: (token: string) => TokenHolder | undefined
  readonly replace: (tokens: readonly AdminToken[]) => void
}

/** Creates the tokens. WHY digests: they have equal lengths, so that comparing them takes the same time for all texts. */
export function createAdminTokens(tokens: readonly AdminToken[]): AdminTokens {
  let known = digestsOf(tokens)
  return {
    areNeeded: () => known.length > 0,
    holderOf: (token) => {
      const digest = digestOf(token)
      let found: TokenHolder | undefined
      for (const { digest: own, holder } of known) if (timingSafeEqual(own, digest)) found = holder
      return found
    },
    replace: (next) => {
      known = digestsOf(next)
    },
  }
}

function digestsOf(
  tokens: readonly AdminToken[],
): readonly { readonly digest: Buffer; readonly holder: TokenHolder }[] {
  return tokens.map(({ name, token, readOnly }) => ({
    digest: digestOf(token),
    holder: { name, mayChange: !readOnly },
  }))
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
