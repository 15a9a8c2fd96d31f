import type { Facts } from '@tidegate/model'
import { formatIp, type IpAddress } from '@tidegate/values'

/** The inputs for a plugin's fact: the request as the policy sees it. Frozen. */
export interface FactInputs extends Pick<
  Facts,
  'peer' | 'method' | 'host' | 'path' | 'target' | 'agent' | 'user' | 'nowMs'
> {
  /** The client's address in canonical notation, formatted on first use. */
  readonly ip: string
  /** The client's address as a value. */
  readonly address: IpAddress
}

/** Creates the inputs that plugins receive for a request. */
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
