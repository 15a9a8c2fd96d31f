import type { Facts } from '@tidegate/model'
import type { IpAddress } from '@tidegate/values'

/** The address in `blankFacts`. */
export const blankIp: IpAddress = { family: 4, a: 0, b: 0, c: 0, d: 0 }

/** Facts without content, which a view reads before its first request. */
export const blankFacts: Facts = {
  ip: blankIp,
  peer: undefined,
  method: '',
  host: undefined,
  path: '',
  target: '',
  agent: undefined,
  isAgentUnsure: false,
  user: undefined,
  headers: [],
  queries: [],
  cookies: [],
  values: [],
  nowMs: 0,
}
