import type { Facts } from '@tidegate/model'
import type { IpAddress } from '@tidegate/values'

const nowhere: IpAddress = { family: 4, a: 0, b: 0, c: 0, d: 0 }

/** The facts of no request: what a view looks at before the first. */
export const nobody: Facts = {
  ip: nowhere,
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
