/** A secret with which a program or person may use the admin listener. */
export interface AdminToken {
  /** Whose token it is, for the record of changes. */
  readonly name: string
  readonly token: string
  /** Whether it is for looking only. */
  readonly readOnly: boolean
}

/** What a token has to look like, for messages. */
export const adminTokenExample =
  'tokens of at least 16 characters without spaces, such as NAME=TOKEN, NAME:read=TOKEN for looking only, or TOKEN alone'

const named = /^([a-z][\w.-]{0,63})(:read)?=([\x21-\x7e]{16,512})$/i
const plain = /^[\x21-\x7e]{16,512}$/

/**
 * Reads tokens, separated by commas or on lines of their own; empty lines and lines that begin with `#` are ignored. Undefined if one of them is invalid,
 * or if there is none.
 */
export function parseAdminTokens(text: string): readonly AdminToken[] | undefined {
  const entries = text
    .split('\n')
    .filter((line) => !line.trim().startsWith('#'))
    .flatMap((line) => line.split(','))
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
  const tokens: AdminToken[] = []
  for (const entry of entries) {
    const [, name, readOnly, secret] = named.exec(entry) ?? []
    if (name !== undefined && secret !== undefined)
      tokens.push({ name, token: secret, readOnly: readOnly !== undefined })
    else if (plain.test(entry)) tokens.push({ name: 'admin', token: entry, readOnly: false })
    else return undefined
  }
  return tokens.length === 0 ? undefined : tokens
}
