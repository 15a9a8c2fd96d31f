import type { Facts } from '@tidegate/model'
import { formatIp, type IpAddress } from '@tidegate/values'

/** What a plugin's fact may be made of: the request as the policy sees it. Frozen. */
export interface FactInputs extends Pick<
  Facts,
  'peer' | 'method' | 'host' | 'path' | 'target' | 'agent' | 'user' | 'nowMs'
> {
  /** The client's address in canonical notation; written when it is first read. */
  readonly ip: string
  /** The client's address as a value. */
  readonly address: IpAddress
}

/** What plugins are given of a request. */
export function factInputs(facts: Facts): FactInputs {
  const { ip: address, peer, method, host, path, target, agent, user, nowMs } = facts
  let text: string | undefined
  return Object.freeze({
    get ip(): string {
      text ??= formatIp(address)
      return text
    },
    address,
    peer,
    method,
    host,
    path,
    target,
    agent,
    user,
    nowMs,
  })
}
