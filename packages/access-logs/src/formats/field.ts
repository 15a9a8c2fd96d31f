/** What a place in a line holds. */
export type Field =
  | { readonly kind: 'client' }
  /** Any stamp that `createStampReader` knows. */
  | { readonly kind: 'time' }
  /** `2026-11-18`, where the clock stands in a place of its own; UTC. */
  | { readonly kind: 'date' }
  | { readonly kind: 'clock' }
  /** Method, target and protocol. */
  | { readonly kind: 'request' }
  | { readonly kind: 'method' }
  | { readonly kind: 'status' }
  | TextField
  | { readonly kind: 'ignored' }

/** What is kept as it is written. */
export type TextField =
  | { readonly kind: 'user' }
  | { readonly kind: 'target' }
  /** The query without `?`, where the target comes without it. */
  | { readonly kind: 'query' }
  | { readonly kind: 'host' }
  | { readonly kind: 'agent' }
  /** Another header field; in lower case. */
  | { readonly kind: 'header'; readonly name: string }

/** Whether a field is kept as it is written. */
export function isText(field: Field): field is TextField {
  return textKinds.includes(field.kind)
}

const textKinds: readonly Field['kind'][] = ['user', 'target', 'query', 'host', 'agent', 'header']

/** The field of a header: those that have a place of their own in a record are told from others. */
export function headerField(name: string): Field {
  const lower = name.toLowerCase()
  if (lower === 'host') return { kind: 'host' }
  if (lower === 'user-agent') return { kind: 'agent' }
  return { kind: 'header', name: lower }
}

/** The header that a field holds, in lower case, if it is one. */
export function headerOf(field: Field): string | undefined {
  if (field.kind === 'host') return 'host'
  if (field.kind === 'agent') return 'user-agent'
  return field.kind === 'header' ? field.name : undefined
}

/** Nothing that is looked at. */
export const ignored: Field = { kind: 'ignored' }
