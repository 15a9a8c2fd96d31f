import type { Facts } from '@tidegate/model'
import { formatIp, type IpAddress } from '@tidegate/values'

/**
 * The inputs for a plugin's fact: the request as the policy sees it. Frozen. If the client's address is unknown, reading `ip` or `address`
 * throws, and the fact is unknown; likewise `agent` if the request has several User-Agent fields that differ.
 */
export interface FactInputs extends Pick<
  Facts,
  'peer' | 'method' | 'host' | 'path' | 'target' | 'agent' | 'user' | 'nowMs'
> {
  /** The client's address in canonical notation, formatted on first use. */
  readonly ip: string
  /** The client's address as a value. */
  readonly address: IpAddress
  /**
   * Returns every line of a header field in the order received, each as it was sent: empty if the field is absent. Names are compared ignoring ASCII
   * case. HTTP/2's `:authority` is a field too. Takes time proportional to the number of fields.
   */
  readonly fields: (name: string) => readonly string[]
  /** The request target as received, before anything in it is decoded. Only for what has to be exact, such as signatures: compare `path` and `target`. */
  readonly receivedTarget: string
}

/** A request as received: its target, and alternating names and values of its header fields. */
export interface RawRequest {
  readonly target: string
  readonly headers: readonly string[]
}

/** Creates the inputs that plugins receive for a request of which everything is known. */
export function factInputs(facts: KnownFacts, raw: RawRequest): FactInputs {
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
    fields: fieldsOf(raw.headers),
    receivedTarget: raw.target,
  })
}

function fieldsOf(headers: readonly string[]): FactInputs['fields'] {
  return (name) => {
    const wanted = name.toLowerCase()
    const lines: string[] = []
    for (let i = 0; i + 1 < headers.length; i += 2) {
      const received = headers[i]!
      if (received.length === wanted.length && received.toLowerCase() === wanted) lines.push(headers[i + 1]!)
    }
    return lines
  }
}

/** Thrown to a plugin that reads what is unknown for a request. */
export class UnknownInputError extends Error {
  override readonly name = 'UnknownInputError'
}

/** Facts of a request whose client and agent are known. */
export type KnownFacts = Facts & { readonly ip: IpAddress }

/** The inputs for one fact, and whether the fact has read something that is unknown. */
export interface ReadInputs {
  readonly inputs: FactInputs
  readonly hasReadUnknown: () => boolean
}

/** Creates the inputs for the facts of a request: one object for all facts, or one for each if something is unknown. */
export function inputsByFact(facts: Facts, raw: RawRequest): (fact: number) => ReadInputs {
  if (isKnown(facts)) {
    const shared: ReadInputs = { inputs: factInputs(facts, raw), hasReadUnknown: () => false }
    return () => shared
  }
  const made = new Map<number, ReadInputs>()
  return (fact) => {
    const own = made.get(fact) ?? unsureInputs(facts, raw)
    made.set(fact, own)
    return own
  }
}

function isKnown(facts: Facts): facts is KnownFacts {
  return facts.ip !== undefined && facts.isAgentUnsure !== true
}

function unsureInputs(facts: Facts, raw: RawRequest): ReadInputs {
  const { ip: address, peer, method, host, path, target, agent, user, nowMs } = facts
  let hasRead = false

  function read<T>(value: T, isUnknown: boolean, name: string): T {
    if (!isUnknown) return value
    hasRead = true
    throw new UnknownInputError(`${name} is unknown for this request`)
  }

  const addressOf = (): IpAddress => read(address, address === undefined, 'the address of the client')!
  const inputs = Object.freeze({
    get ip(): string {
      return formatIp(addressOf())
    },
    get address(): IpAddress {
      return addressOf()
    },
    peer,
    method,
    host,
    path,
    target,
    get agent(): string | undefined {
      return read(agent, facts.isAgentUnsure === true, 'the agent')
    },
    user,
    nowMs,
    fields: fieldsOf(raw.headers),
    receivedTarget: raw.target,
  })
  return { inputs, hasReadUnknown: () => hasRead }
}
