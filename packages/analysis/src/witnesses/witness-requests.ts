import { formatIp, type IpAddress, type IpSet, ipSetHas, ipSetPrefixes, parseIp } from '@tidegate/values'
import type { GateRequest } from '@tidegate/engine'
import { type AddressName, contentKey, type SameText, type TextName } from '../logic/atom.ts'
import type { Dimension, CellValue } from '../dimensions/dimension.ts'
import type { Point } from '../regions/region.ts'

/** A request and the time at which it arrives. */
export interface Witness {
  readonly request: GateRequest
  readonly nowMs: number
}

/** Everything that the dimensions say about a request, before it is written. */
interface Draft {
  addresses: Map<string, IpAddress | undefined>
  texts: Map<string, { readonly of: TextName; readonly values: readonly string[] | undefined }>
  facts: Map<string, unknown>
  nowMs: number
  /** A parameter that no rule tests, before or after the others: patterns of targets distinguish these positions. */
  extra?: 'before' | 'after'
}

/** A moment before the plausible range of clocks. */
const implausibleMs = Date.UTC(2019, 0, 1)

/**
 * Returns requests for a point, the most likely first. There are several because the dimensions do not cover all dependencies
 * between them; the caller has to check which one fits. `nowMs` is the time of the request unless the point has one.
 */
export function witnessRequests(dimensions: readonly Dimension[], point: Point, nowMs: number): readonly Witness[] {
  const draft: Draft = { addresses: new Map(), texts: new Map(), facts: new Map(), nowMs }
  for (const [dimension, { about, value }] of dimensions.entries()) put(draft, about, value(point[dimension]!))
  for (const [dimension, { about, value }] of dimensions.entries()) {
    const cell = value(point[dimension]!)
    if (about.kind === 'ips' && cell.kind === 'ips') draft.facts.set(about.fact, ipsValue(cell.ips, draft))
  }
  const same = dimensions.flatMap(({ about, value }, dimension) => {
    const cell = value(point[dimension]!)
    return about.kind === 'same' && cell.kind === 'same' ? [{ texts: about.texts, same: cell.same }] : []
  })
  return variants(draft, same).flatMap(withExtraParameters).slice(0, maxVariants).map(toWitness)
}

function put(draft: Draft, about: Dimension['about'], cell: CellValue): void {
  switch (cell.kind) {
    case 'time':
      draft.nowMs = cell.cell.stretch?.from ?? implausibleMs
      return
    case 'address':
      if (about.kind !== 'address') return
      draft.addresses.set(contentKey(about.of), addressOf(cell.cell.set, [...draft.addresses.values()]))
      return
    case 'text':
    case 'texts':
      if (about.kind !== 'text') return
      draft.texts.set(contentKey(about.of), { of: about.of, values: valuesOf(cell) })
      return
    case 'number':
      if (about.kind === 'number' && cell.number !== undefined) draft.facts.set(about.fact, cell.number)
      return
    case 'flag':
      if (about.kind === 'flag' && cell.flag !== undefined) draft.facts.set(about.fact, cell.flag)
      return
    case 'ips':
    case 'same':
  }
}

function valuesOf(cell: Extract<CellValue, { kind: 'text' | 'texts' }>): readonly string[] | undefined {
  if (cell.kind === 'texts') return cell.texts
  return cell.text === undefined ? undefined : [cell.text]
}

/** Addresses reserved for documentation (RFC 5737, RFC 3849), preferred as examples. */
const documented = [
  '192.0.2.1',
  '198.51.100.1',
  '203.0.113.1',
  '192.0.2.200',
  '198.51.100.200',
  '203.0.113.200',
  '2001:db8::1',
].flatMap((text) => parseIp(text) ?? [])

/** An address of a set, if possible not one that is already taken. */
export function addressOf(set: IpSet | undefined, taken: readonly (IpAddress | undefined)[]): IpAddress | undefined {
  if (set === undefined) return undefined
  const keys = new Set(taken.flatMap((ip) => (ip === undefined ? [] : [formatIp(ip)])))
  const candidates = [...documented.filter((ip) => ipSetHas(set, ip)), ...firstAddresses(set, keys.size + 1)]
  return candidates.find((ip) => !keys.has(formatIp(ip))) ?? candidates[0]
}

function firstAddresses(set: IpSet, count: number): readonly IpAddress[] {
  const found: IpAddress[] = []
  for (const { address, length } of ipSetPrefixes(set)) {
    const bits = (address.family === 4 ? 32 : 128) - length
    const size = bits > 8 ? 256 : 2 ** bits
    // Not the address of the network itself, if there is another one.
    for (let offset = size > 1 ? 1 : 0; offset < size && found.length < count; offset++) {
      found.push(address.family === 4 ? { ...address, a: address.a + offset } : { ...address, d: address.d + offset })
    }
    if (found.length >= count) break
  }
  return found
}

function ipsValue(
  { present, notEmpty, holds }: Extract<CellValue, { kind: 'ips' }>['ips'],
  { addresses }: Draft,
): readonly string[] | undefined {
  if (!present) return undefined
  if (!notEmpty) return []
  const held = [...addresses].flatMap(([key, ip]) => (holds.has(key) && ip !== undefined ? [formatIp(ip)] : []))
  const client = contentKey({ kind: 'ip' } satisfies AddressName)
  if (holds.has(client) && !addresses.has(client)) held.push(defaultIp)
  return held.length > 0 ? held : ['198.18.0.1']
}

const defaultIp = '192.0.2.1'

/** Maximum number of requests that are tried for one point. */
const maxVariants = 12

/** The draft itself, and variants in which texts are made equal or different as required. */
function variants(
  draft: Draft,
  same: readonly { readonly texts: readonly [SameText, SameText]; readonly same: boolean }[],
): readonly Draft[] {
  let drafts: readonly Draft[] = [draft]
  for (const { texts, same: areSame } of same) {
    const [one, other] = texts
    if (one.of === undefined || other.of === undefined) continue
    const [first, second] = [keyedText(one.of), keyedText(other.of)]
    const made: Draft[] = []
    for (const each of drafts) {
      const [left, right] = [first, second].map(({ key }) => each.texts.get(key)?.values?.[0])
      if (areSame) {
        const values = new Set([left, right, 'x', 'GET', '/x'].filter((value) => value !== undefined))
        for (const value of values) made.push(withText(withText(each, first, value), second, value))
      } else if (left === right && left !== undefined) {
        made.push(withText(each, first, `${left}x`), withText(each, second, `${left}x`))
      }
      if (made.length >= maxVariants) break
    }
    drafts = [...made, ...drafts].slice(0, maxVariants)
  }
  return drafts
}

/** Adds variants with another parameter if parameters are tested both by name and by patterns of targets. */
function withExtraParameters(draft: Draft): readonly Draft[] {
  const texts = [...draft.texts.values()]
  const hasQuery = texts.some(({ of, values }) => of.kind === 'query' && values !== undefined)
  const hasTarget = texts.some(({ of }) => of.kind === 'target')
  if (!hasQuery || !hasTarget) return [draft]
  return [draft, { ...draft, extra: 'after' }, { ...draft, extra: 'before' }]
}

interface KeyedText {
  readonly of: TextName
  readonly key: string
}

function keyedText(of: TextName): KeyedText {
  return { of, key: contentKey(of) }
}

function withText(draft: Draft, { of, key }: KeyedText, value: string): Draft {
  const before = draft.texts.get(key)?.values ?? []
  const values = of.kind === 'fact-list' ? [value, ...before.filter((each) => each !== value)] : [value]
  return { ...draft, texts: new Map([...draft.texts, [key, { of, values }]]) }
}

function toWitness({ addresses, texts, facts: plain, nowMs, extra }: Draft): Witness {
  const ip = addresses.get(contentKey({ kind: 'ip' }))
  const ipText = ip === undefined ? defaultIp : formatIp(ip)
  const peerKey = contentKey({ kind: 'peer' })
  const peer = addresses.has(peerKey) ? addresses.get(peerKey) : parseIp(ipText)
  const facts = new Map(plain)
  for (const [key, address] of addresses) {
    const of = JSON.parse(key) as AddressName
    if (of.kind === 'fact' && address !== undefined) facts.set(of.fact, formatIp(address))
  }
  const headers: string[] = []
  const queries: string[] = []
  const cookies: string[] = []
  let method = 'GET'
  let target = '/'
  let user: string | undefined
  for (const { of, values } of texts.values()) {
    if (values === undefined) continue
    const [first = ''] = values
    switch (of.kind) {
      case 'method':
        method = first
        break
      case 'target':
        target = first
        break
      case 'user':
        user = first
        break
      case 'host':
        headers.push('host', first)
        break
      case 'agent':
        for (const line of agentLines(first)) headers.push('user-agent', line)
        break
      case 'header':
        for (const value of values) headers.push(of.name, value)
        break
      case 'query':
        for (const value of values) queries.push(`${encodeURIComponent(of.name)}=${encodeURIComponent(value)}`)
        break
      case 'cookie':
        for (const value of values) cookies.push(`${of.name}=${cookieValue(value)}`)
        break
      case 'fact':
        facts.set(of.fact, first)
        break
      case 'fact-list':
        facts.set(of.fact, values)
        break
    }
  }
  if (extra === 'before') queries.unshift('x=x')
  if (extra === 'after') queries.push('x=x')
  if (cookies.length > 0) headers.push('cookie', cookies.join('; '))
  if (target.startsWith('?')) target = target.slice(1)
  else if (queries.length > 0) target += `${target.includes('?') ? '&' : '?'}${queries.join('&')}`
  return {
    request: {
      method,
      target,
      headers,
      peer: peer === undefined ? undefined : formatIp(peer),
      ip: ipText,
      // A user has an id: an empty text is not a user.
      ...(user !== undefined && user !== '' && { user }),
      ...(facts.size > 0 && { facts: Object.fromEntries([...facts].filter(([, value]) => value !== undefined)) }),
    },
    nowMs,
  }
}

/** Header fields lose spaces at both ends, and several fields are joined with one space. */
function agentLines(agent: string): readonly string[] {
  const lead = /^ */.exec(agent)![0].length
  const text = agent.slice(lead)
  const tail = / *$/.exec(text)![0].length
  return [...Array<string>(lead).fill(''), text.slice(0, text.length - tail), ...Array<string>(tail).fill('')]
}

/**
 * Escapes only what a cookie cannot contain (RFC 6265 §4.1.1), and `%`. WHY: of an escaped value, readers find two texts, and what is true of only one of
 * them is in doubt.
 */
function cookieValue(value: string): string {
  return value.replaceAll(/[^!#$&-+\-.-:<-[\]-~]+/gu, encodeURIComponent)
}
