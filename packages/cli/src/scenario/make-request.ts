import { didYouMean, type FactSpec, type Model } from '@tidegate/dsl'
import type { GateRequest, Plugin } from '@tidegate/engine'
import { explainIp, parseIp } from '@tidegate/values'
import type { RequestSpec } from './request-spec.ts'

/** A request made of its description, or why none can be. */
export type MadeRequest =
  | { readonly kind: 'request'; readonly request: GateRequest }
  | { readonly kind: 'fault'; readonly message: string; readonly help?: string }

/**
 * The request that a description means. `ip` is the client's address, taken as known; with `peer` and no `ip` the policy finds it from
 * the headers. Facts must be declared, or a plugin's, of their type and among their values.
 */
export function makeRequest(spec: RequestSpec, model: Model, plugins: readonly Plugin[] = []): MadeRequest {
  const { ip, peer, method = 'GET', path = '/', host, agent, user, headers = {}, facts = {} } = spec
  if (ip === undefined && peer === undefined) {
    return fault('whose request is it?', 'give `ip`, or `peer` and the headers that name the client')
  }
  for (const address of [ip, peer]) {
    if (address !== undefined && parseIp(address) === undefined) return fault(explainIp(address))
  }
  if (user === '') return fault('`user` is empty', 'leave it out when nobody is logged in')
  for (const [name, value] of Object.entries(facts)) {
    const wrong = value === undefined ? undefined : faultOfFact(name, value, model.facts, plugins)
    if (wrong !== undefined) return wrong
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

function faultOfFact(
  name: string,
  value: unknown,
  declared: readonly FactSpec[],
  plugins: readonly Plugin[],
): MadeRequest | undefined {
  const spec = declared.find((fact) => fact.name === name)
  if (spec === undefined) {
    const names = declared.map((fact) => fact.name)
    const similar = didYouMean(name, names)
    const help = names.length === 0 ? 'it declares none at all' : `it declares ${names.join(', ')}`
    return fault(
      `the policy declares no fact \`${name}\``,
      similar === undefined ? help : `did you mean \`${similar}\`?`,
    )
  }
  const source = spec.plugin === undefined ? 'as the policy declares' : `as the plugin \`${spec.plugin}\` says`
  if (!fits(spec.type, value)) return fault(`fact \`${name}\` must be ${expected[spec.type]}, ${source}`)
  const values = plugins.find((plugin) => plugin.name === spec.plugin)?.facts?.[name]?.values
  if (values === undefined || typeof value !== 'string' || values.includes(value)) return undefined
  const similar = didYouMean(value, values)
  return fault(
    `fact \`${name}\` cannot be \`${value}\`, the plugin \`${spec.plugin}\` says`,
    similar === undefined
      ? `it is one of ${values.slice(0, 8).join(', ')}${values.length > 8 ? ', …' : ''}`
      : `did you mean \`${similar}\`?`,
  )
}

const expected: Readonly<Record<FactSpec['type'], string>> = {
  text: 'text (in quotes where it looks like a number)',
  number: 'a number',
  flag: 'true or false',
  ip: 'an address',
  ips: 'addresses and networks, as text joined by commas or as a list',
  texts: 'a list of texts',
}

function fits(type: FactSpec['type'], value: unknown): boolean {
  const isTexts = Array.isArray(value) && value.every((each) => typeof each === 'string')
  switch (type) {
    case 'text':
      return typeof value === 'string'
    case 'number':
      return typeof value === 'number' && Number.isFinite(value)
    case 'flag':
      return typeof value === 'boolean'
    case 'ip':
      return typeof value === 'string' && parseIp(value) !== undefined
    case 'ips':
      return typeof value === 'string' || isTexts
    case 'texts':
      return isTexts
  }
}

function fault(message: string, help?: string): MadeRequest {
  return { kind: 'fault', message, ...(help !== undefined && { help }) }
}
