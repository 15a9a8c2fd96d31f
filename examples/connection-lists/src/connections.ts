/** A connection through which a client calls the service, with its two lists: one entry per line, comments after `#`. */
export interface Connection {
  readonly id: string
  readonly apiKey: string
  readonly allowed: string
  readonly blocked: string
}

/** Connections by API key. */
export interface Connections {
  byKey(apiKey: string | undefined): Connection | undefined
  /** Replaces a connection's lists, from its next request on. */
  edit(id: string, lists: { readonly allowed?: string; readonly blocked?: string }): void
}

export function createConnections(initial: readonly Connection[]): Connections {
  const byKey = new Map(initial.map((connection) => [connection.apiKey, connection]))
  return {
    byKey: (apiKey) => (apiKey === undefined ? undefined : byKey.get(apiKey)),
    edit(id, lists) {
      for (const [key, connection] of byKey) {
        if (connection.id === id) byKey.set(key, { ...connection, ...lists })
      }
    },
  }
}

/** The connections of the example when it starts. */
export const demonstrationConnections: readonly Connection[] = [
  {
    id: 'office',
    apiKey: 'key-office',
    allowed: '203.0.113.0/24   # head office\n2001:db8::/32',
    blocked: '203.0.113.9      # the kiosk in the lobby',
  },
  { id: 'open', apiKey: 'key-open', allowed: '# no restriction\n', blocked: '' },
]
