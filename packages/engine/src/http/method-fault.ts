/** The methods of nearly all requests, which need no scan. */
const usual: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'CONNECT'])

/** Matches tokens (RFC 9110 §5.6.2) without small letters. */
const inCapitals = /^[!#$%&'*+\-.^_`|~\dA-Z]+$/

/** Matches tokens. */
const token = /^[!#$%&'*+\-.^_`|~\w]+$/

/**
 * Why a method is ambiguous; undefined if it is not. Methods are case-sensitive (RFC 9110 §9.1) and all registered ones are in capitals, but some
 * frameworks, such as Express, compare them in capitals: for them `delete` is DELETE, for others it is an unknown method. Over HTTP/1.1 Node refuses
 * such methods itself; over HTTP/2 it does not. Linear.
 */
export function methodFault(method: string): string | undefined {
  // WHY first: a set hashes a method that is a new string, as over HTTP/2.
  if (method === 'GET' || usual.has(method) || inCapitals.test(method)) return undefined
  return token.test(method) ? 'a method with small letters' : 'a method that is not a token'
}
