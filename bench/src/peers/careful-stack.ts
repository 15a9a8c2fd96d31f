import { randomUUID } from 'node:crypto'
import { isIP } from 'node:net'
import { posix } from 'node:path'
import { createIsbotFromList } from 'isbot'
import proxyAddress from 'proxy-addr'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { serializeList } from 'structured-headers'
import type { GateRequest } from '@tidegate/engine'
import { type Site, siteLimits } from '../data/site.ts'
import type { AsyncContender } from '../harness/contender.ts'
import { blockListOf } from './block-list.ts'
import { tokenPatterns } from './token-pattern.ts'

/** What the stack decides, with everything that a log or a reply needs. */
export interface CarefulReply {
  readonly outcome: 'pass' | 'block' | 'limit'
  readonly status: number
  readonly reason: string
  readonly id: string
  readonly ip?: string
  readonly path?: string
  readonly target?: string
  readonly headers?: Readonly<Record<string, string>>
}

const hostForm =
  /^(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*\.?|\[[0-9a-f:.]+\]|\d+\.\d+\.\d+\.\d+)(?::\d{1,5})?$/i
/** What readers of a path read differently: encoded slashes, backslashes, controls and percent signs, broken escapes, empty segments. */
const ambiguous = /%(?:2f|5c|[01][0-9a-f]|7f|25)|%(?![0-9a-f]{2})|\/\/|[\0-\x20\\#\x7f-\uffff]/i
const dots = /(?:^|\/)\.{1,2}(?:\/|$|;)/

/**
 * What a careful user would combine for the promises of a policy: the client's address by proxy-addr, one path and one host or a refusal, `net.BlockList`,
 * isbot, three limiters that are charged at once and refunded if another one refuses, the window by `Intl` in its zone, RateLimit fields by
 * structured-headers, and an id.
 */
export function createCarefulStack(
  site: Site,
  trusted: readonly string[],
): (request: GateRequest) => Promise<CarefulReply> {
  const attackers = blockListOf(site.prefixes)
  const isSearch = createIsbotFromList(tokenPatterns(site.search))
  const isScraper = createIsbotFromList(tokenPatterns(site.scrapers))
  const { everybodyPerHour, searchPerMinute, guestsPerMinute } = siteLimits
  const everybody = limiterOf('everybody', everybodyPerHour, 3_600)
  const search = limiterOf('search in peak hours', searchPerMinute, 60)
  const guests = limiterOf('guests', guestsPerMinute, 60)
  const trust = proxyAddress.compile([...trusted])
  const hourOf = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', hour: '2-digit', hourCycle: 'h23' })

  return async ({ headers, peer, target }) => {
    const { host, hosts, agent, forwarded } = readFields(headers)
    const sent = { connection: { remoteAddress: peer }, headers: { 'x-forwarded-for': forwarded } }
    const ip = proxyAddress(sent as never, trust)
    const family = isIP(ip)
    if (family === 0) return refused(503, 'client-address-unknown')
    const found = readPath(target)
    if (typeof found === 'number') return refused(found, 'ambiguous-path', { ip })
    const { path, query } = found
    if (hosts !== 1 || !hostForm.test(host!)) return refused(400, 'ambiguous-host', { ip, path })
    if (attackers.check(ip, family === 6 ? 'ipv6' : 'ipv4')) return refused(403, 'known attacker', { ip, path })
    const folded = path.toLowerCase()
    const guarded = !(folded.startsWith('/web/static/') || folded.startsWith('/web/assets/'))
    const searching = guarded && isSearch(agent)
    if (guarded && !searching && isScraper(agent)) return refused(403, 'scraper', { ip, path })
    const due = [everybody]
    if (searching) {
      const hour = Number(hourOf.format(new Date()))
      if (hour >= 4 && hour < 17) due.push(search)
    }
    if (guarded) due.push(guests)
    const charged = await Promise.all(due.map(({ limiter }) => charge(limiter, ip)))
    const fields = fieldsOf(due, charged)
    const refusing = charged.findIndex(({ isAdmitted }) => !isAdmitted)
    if (refusing < 0) {
      const base = { outcome: 'pass', status: 200, reason: 'no-rule-refuses', id: randomUUID() } as const
      return { ...base, ip, path, target: path + query, headers: fields }
    }
    // The first limit does not count refused requests, the others do.
    if (charged[0]!.isAdmitted) await everybody.limiter.reward(ip)
    const retry = String(Math.ceil(charged[refusing]!.state.msBeforeNext / 1_000))
    const base = { outcome: 'limit', status: 429, reason: due[refusing]!.name, id: randomUUID() } as const
    return { ...base, ip, path, headers: { ...fields, 'retry-after': retry } }
  }
}

/** The careful stack, starting from the raw request. */
export function carefulContender(site: Site): AsyncContender<GateRequest> {
  return { name: carefulName, runAsync: createCarefulStack(site, ['10.0.0.0/8']), note: 'fixed windows' }
}

export const carefulName =
  'careful stack: proxy-addr, path and host checks, BlockList, isbot, rate-limiter-flexible with refunds, structured-headers, Intl'

interface NamedLimiter {
  readonly name: string
  readonly points: number
  readonly seconds: number
  readonly limiter: RateLimiterMemory
}

function limiterOf(name: string, points: number, seconds: number): NamedLimiter {
  return { name, points, seconds, limiter: new RateLimiterMemory({ keyPrefix: name, points, duration: seconds }) }
}

interface Charged {
  readonly isAdmitted: boolean
  readonly state: RateLimiterRes
}

async function charge(limiter: RateLimiterMemory, ip: string): Promise<Charged> {
  try {
    return { isAdmitted: true, state: await limiter.consume(ip) }
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal
    return { isAdmitted: false, state: refusal }
  }
}

function fieldsOf(due: readonly NamedLimiter[], charged: readonly Charged[]): Record<string, string> {
  const policies = due.map(({ name, points, seconds }) => [
    name,
    new Map([
      ['q', points],
      ['w', seconds],
    ]),
  ])
  const states = due.map(({ name }, at) => {
    const { remainingPoints, msBeforeNext } = charged[at]!.state
    return [
      name,
      new Map([
        ['r', remainingPoints],
        ['t', Math.ceil(msBeforeNext / 1_000)],
      ]),
    ]
  })
  return { 'ratelimit-policy': serializeList(policies as never), ratelimit: serializeList(states as never) }
}

function readFields(headers: GateRequest['headers']): {
  readonly host: string | undefined
  readonly hosts: number
  readonly agent: string
  readonly forwarded: string | undefined
} {
  let forwarded: string | undefined
  let agent = ''
  let host: string | undefined
  let hosts = 0
  for (let i = 0; i < headers.length; i += 2) {
    const value = headers[i + 1]!
    switch (headers[i]!.toLowerCase()) {
      case 'host':
        hosts++
        host = value
        break
      case 'user-agent':
        agent = value
        break
      case 'x-forwarded-for':
        forwarded = forwarded === undefined ? value : `${forwarded}, ${value}`
    }
  }
  return { host, hosts, agent, forwarded }
}

/** The decoded path and the query; a status if readers might read different paths. */
function readPath(target: string): { readonly path: string; readonly query: string } | number {
  if (target.length > 16_384 || target.charCodeAt(0) !== 47) return 400
  const mark = target.indexOf('?')
  const raw = mark < 0 ? target : target.slice(0, mark)
  if (raw.length > 2_048) return 414
  if (ambiguous.test(raw)) return 400
  try {
    const path = decodeURIComponent(raw)
    return { path: dots.test(path) ? posix.normalize(path) : path, query: mark < 0 ? '' : target.slice(mark) }
  } catch {
    return 400
  }
}

function refused(status: number, reason: string, more: Partial<CarefulReply> = {}): CarefulReply {
  return { outcome: 'block', status, reason, id: randomUUID(), ...more }
}
