import type { IpAddress } from '@tidegate/values'

/** One part of a key: an address already reduced to its network, or a text. */
export type KeyValue = IpAddress | string
