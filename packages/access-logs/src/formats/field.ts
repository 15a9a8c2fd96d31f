/** What a field of a line contains. */
export type Field =
  /** An address; with `port`, an address, a colon and a port: an IPv6 address has no brackets in many logs. */
  | { readonly kind: 'client'; readonly port?: true }
  /** A header field with the addresses that proxies wrote, which take the place of the client's address if a line has none. Lower case. */
  | {
      readonly kind: 'forwarded'
      readonly name: string
      /** Whether the header field itself is wanted, too. */
      readonly isWanted?: boolean
    }
  /** Any timestamp that `createTimestampReader` can read. */
  | { readonly kind: 'time' }
  /** `2026-11-18` in UTC; the clock is a separate field. */
  | { readonly kind: 'date' }
  | { readonly kind: 'clock' }
  /** Method, target and protocol. */
  | { readonly kind: 'request' }
  | { readonly kind: 'method' }
  | { readonly kind: 'status' }
  /** Octets of the reply. */
  | { readonly kind: 'bytes' }
  | DurationField
  | TextField
  /** What Apache's `%l` writes: the user of the client's machine, and in nearly all logs `-`. It is not used. */
  | { readonly kind: 'ident' }
  | { readonly kind: 'ignored' }

/** How long the request took, as a number. */
export interface DurationField {
  readonly kind: 'duration'
  /** How many milliseconds 1 is. */
  readonly msPerUnit: number
  /** Whether the line's time is the end of the request. */
  readonly timeIsEnd: boolean
}

/** Fields that are kept as they are written. */
export type TextField =
  | { readonly kind: 'user' }
  | { readonly kind: 'target' }
  /** The query without `?`, if the target is logged without it. */
  | { readonly kind: 'query' }
  | { readonly kind: 'host' }
  | { readonly kind: 'agent' }
  /** Another header field; its name is in lower case. */
  | {
      readonly kind: 'header'
      readonly name: string
      /** Whether the server appended the address of its peer to the list: the last element is not part of what it received. */
      readonly withPeer?: true
    }

/** Whether a field is kept as it is written. */
export function isText(field: Field): field is TextField {
  return textKinds.includes(field.kind)
}

const textKinds: readonly Field['kind'][] = ['user', 'target', 'query', 'host', 'agent', 'header']

/** Returns the field of a header. Headers with their own property in a record have their own kind. */
export function headerField(name: string): Field {
  const lower = name.toLowerCase()
  if (lower === 'host') return { kind: 'host' }
  if (lower === 'user-agent') return { kind: 'agent' }
  return { kind: 'header', name: lower }
}

/** Returns the name of the header that a field contains, in lower case; undefined if it is not a header. */
export function headerOf(field: Field): string | undefined {
  if (field.kind === 'host') return 'host'
  if (field.kind === 'agent') return 'user-agent'
  return field.kind === 'header' || field.kind === 'forwarded' ? field.name : undefined
}

/** Returns the field as it is to be read if these header fields are wanted. */
export function wantedField(field: Field, headers: ReadonlySet<string>): Field {
  return field.kind === 'forwarded' ? { ...field, isWanted: headers.has(field.name) } : field
}

/** A field that is skipped. */
export const ignored: Field = { kind: 'ignored' }
