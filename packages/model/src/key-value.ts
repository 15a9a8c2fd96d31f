import type { IpAddress } from '@tidegate/values'

/** One part of a key: an address already reduced to its network, a text, or the part that all requests share for which it is unknown. */
export type KeyValue = IpAddress | string | UnknownKey

/** The part of a key that is unknown: the address of a client that cannot be determined, or a field that readers read differently. */
export interface UnknownKey {
  readonly kind: 'unknown'
}

/** The only value of type `UnknownKey`. */
export const unknownKey: UnknownKey = Object.freeze({ kind: 'unknown' })

/** Whether a part of a key is unknown. */
export function isUnknownKey(part: KeyValue): part is UnknownKey {
  return typeof part === 'object' && 'kind' in part
}
