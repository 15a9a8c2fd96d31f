/** What signatures of a request can cover, as the client sent it. */
export interface SignedRequest {
  readonly method: string
  /** Where the client connected to, which no field says. */
  readonly scheme: 'http' | 'https'
  /** Host and port in lower case, without the port that the scheme implies; undefined if the request names no valid one. */
  readonly authority: string | undefined
  /** The request target as received. */
  readonly target: string
  /** Every line of a header field, as received. */
  readonly fields: (name: string) => readonly string[]
}

/**
 * Returns the authority as it is signed (RFC 9421 §2.2.3): in lower case, without the port that the scheme implies. Undefined if the text is not a host
 * name or an address in brackets, with or without a port.
 */
export function authorityOf(text: string, scheme: SignedRequest['scheme']): string | undefined {
  if (text.length > maxAuthorityLength) return undefined
  const [, host, port] = /^([a-z0-9._-]+|\[[0-9a-f:.]+\])(?::(\d{1,5}))?$/.exec(text.trim().toLowerCase()) ?? []
  if (host === undefined) return undefined
  const implied = scheme === 'https' ? '443' : '80'
  return port === undefined || port === implied ? host : `${host}:${port}`
}

/** A host name of 253 characters, a colon and a port. */
const maxAuthorityLength = 259
