import type { GateRequest, Plugin } from '@tidegate/engine'
import type { Model } from '@tidegate/model'
import { explainIp, parseIp } from '@tidegate/values'
import { faultOfFact } from './fact-fault.ts'
import type { RequestSpec } from './request-spec.ts'

/** A request, or why its description is invalid. */
export type MadeRequest =
  | { readonly kind: 'request'; readonly request: GateRequest }
  | { readonly kind: 'fault'; readonly message: string; readonly help?: string }

/**
 * Returns the request that a description stands for. `ip` is the client's address; with `peer` and without `ip`, the policy determines it
 * from the headers. Facts must be declared by the policy or a plugin, and have a valid value.
 */
export function makeRequest(spec: RequestSpec, model: Model, plugins: readonly Plugin[] = []): MadeRequest {
  const { ip, peer, method = 'GET', path = '/', host, agent, user, headers = {}, facts = {} } = spec
  if (ip === undefined && peer === undefined) {
    return fault('no client address given', 'give `ip`, or `peer` and the headers that name the client')
  }
  for (const [name, address] of Object.entries({ ip, peer })) {
    if (address !== undefined && parseIp(address) === undefined)
      return fault(
        `\`${name}\` is not an address: ${explainIp(address)}`,
        'write an address such as 203.0.113.9 or 2001:db8::1',
      )
  }
  if (user === '') return fault('`user` is empty', 'leave it out if no user is logged in')
  for (const [name, value] of Object.entries(facts)) {
    const wrong = value === undefined ? undefined : faultOfFact(name, value, model.facts, plugins)
    if (wrong !== undefined) return fault(wrong.message, wrong.help)
  }
  const lines: string[] = []
  const given = new Set(Object.keys(headers).map((name) => name.toLowerCase()))
  if (host !== undefined && !given.has('host')) lines.push('Host', host)
  if (agent !== undefined && !given.has('user-agent')) lines.push('User-Agent', agent)
  for (const [name, values] of Object.entries(headers)) {
    for (const value of values) lines.push(name, value)
  }
  return {
    kind: 'request',
    request: {
      method,
      target: path,
      headers: lines,
      peer: peer ?? ip,
      facts,
      ...(user !== undefined && { user }),
      ...(ip !== undefined && { ip }),
    },
  }
}

function fault(message: string, help?: string): MadeRequest {
  return { kind: 'fault', message, ...(help !== undefined && { help }) }
}
