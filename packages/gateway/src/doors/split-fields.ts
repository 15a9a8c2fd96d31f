/** The header fields of a check, divided by who wrote them. */
export interface SplitFields {
  /** The values of the fields that the proxy sets, by lower-case name; empty values are absent. */
  readonly own: ReadonlyMap<string, string>
  /** The first such field that occurs more than once. */
  readonly repeated: string | undefined
  /** All other fields, which are those of the client: alternating names and values in the order received. */
  readonly client: readonly string[]
}

/** Fields between the proxy and this program, and everything that begins with `x-tidegate-`, which clients may make up. */
const connectionFields: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

const gatePrefix = 'x-tidegate-'

/** First letters of all names that are not the client's: the fields of proxies and of the gateway begin with `x-`. */
const firstLetters: ReadonlySet<number> = new Set(
  ['x', ...connectionFields].flatMap((name) => [name.charCodeAt(0), name.toUpperCase().charCodeAt(0)]),
)

/**
 * Divides the raw header fields of a check into those that the proxy sets (`ownNames`, in lower case, which begin with `x-`) and those of the client. Fields of the connection
 * between proxy and gateway, and all other fields named `X-Tidegate-…`, are in neither. Linear in the number of fields.
 */
export function splitFields(rawHeaders: readonly string[], ownNames: ReadonlySet<string>): SplitFields {
  const own = new Map<string, string>()
  const client: string[] = []
  let repeated: string | undefined
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const given = rawHeaders[i]!
    const value = rawHeaders[i + 1]!
    if (!firstLetters.has(given.charCodeAt(0))) {
      client.push(given, value)
      continue
    }
    const name = given.toLowerCase()
    if (ownNames.has(name)) {
      if (value === '') continue
      if (own.has(name)) repeated ??= name
      own.set(name, value)
    } else if (!connectionFields.has(name) && !name.startsWith(gatePrefix)) client.push(given, value)
  }
  return { own, repeated, client }
}
