import type { IpsFact, Model } from '@tidegate/model'
import { formatIp, formatPrefix, type IpAddress, ipSetPrefixes } from '@tidegate/values'
import type { GateRequest } from '../request.ts'
import type { RandomRequest } from './random-facts.ts'

/** The request with these facts, as an adapter would pass it; impossible requests are left to be refused. */
export function gateRequestOf(model: Pick<Model, 'facts'>, request: RandomRequest): GateRequest {
  const { header, query, cookie, values } = request
  const queries = (query ?? []).map((value) => `k=${encodeURIComponent(value)}`)
  const headers = [
    ...(request.host === undefined ? [] : ['host', request.host]),
    ...(request.agent === undefined ? [] : ['user-agent', request.agent.trim()]),
    ...(header ?? []).flatMap((value) => ['x-key', value]),
    ...(cookie === undefined ? [] : ['cookie', cookie.map((value) => `c=${encodeURIComponent(value)}`).join('; ')]),
  ]
  const facts = model.facts.flatMap(({ name }, index) => {
    const value = values[index]
    return value === undefined ? [] : [[name, writtenFact(value)] as const]
  })
  return {
    method: request.method,
    target: queries.length === 0 ? request.path : `${request.path}?${queries.join('&')}`,
    headers,
    peer: request.peer === undefined ? undefined : formatIp(request.peer),
    ...(request.ip !== undefined && { ip: formatIp(request.ip) }),
    ...(request.user !== undefined && request.user !== '' && { user: request.user }),
    facts: Object.fromEntries(facts),
  }
}

function writtenFact(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  if ('family' in value) return formatIp(value as IpAddress)
  const { set, notEmpty } = value as IpsFact
  const prefixes = [...ipSetPrefixes(set)].map(formatPrefix)
  return prefixes.length === 0 && notEmpty ? ['nobody'] : prefixes
}
