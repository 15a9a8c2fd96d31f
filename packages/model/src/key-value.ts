import type { IpAddress } from '@tidegate/values'

/** One part of a subject's key: an address already cut to its network, or a text. */
export type KeyValue = IpAddress | string
