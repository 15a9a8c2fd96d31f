import type { Facts } from '@tidegate/model'
import type { IpAddress } from '@tidegate/values'

const unspecifiedAddress: IpAddress = { family: 4, a: 0, b: 0, c: 0, d: 0 }

/** Facts without content, which a view reads before its first request. */
export const blankFacts: Facts = {
  ip: unspecifiedAddress,
  peer: undefined,
  method: '',
  host: undefined,
  path: '',
  target: '',
  agent: undefined,
  user: undefined,
  headers: [],
  queries: [],
  cookies: [],
  values: [],
  nowMs: 0,
}
