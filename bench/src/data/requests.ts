import type { GateRequest } from '@tidegate/engine'
import { below, createRandom } from '../harness/random.ts'
import { v4Addresses } from './addresses.ts'
import { mixedAgents } from './agents.ts'
import { freshCopy, freshText } from './fresh-text.ts'

/** Which traffic to create. The same options give the same traffic, in new strings. */
export interface TrafficOptions {
  readonly count: number
  readonly seed: number
  /** Prefixes that are refused; one request in a hundred comes from one of them. */
  readonly prefixes: readonly string[]
  /** Bot tokens; one user agent in ten contains one of them. */
  readonly tokens: readonly string[]
  /** `returning`: recurring visitors have one of 400 user agents, which is typical of a site. Default: every user agent is new. */
  readonly agents?: 'new' | 'returning'
  /** Creates the target of a request. Default: six in ten are static files, the others pages. */
  readonly target?: (random: () => number) => string
}

/** The address of the proxy that all requests come from. */
export const proxyAddress = '10.0.0.7'

/**
 * Creates requests as Node passes them on: a raw list of eleven or twelve header fields, all in fresh strings, with the client's address in
 * X-Forwarded-For behind one proxy, one in ten with another entry that the client supplied. Nine in ten come from five thousand visitors.
 */
export function makeRequests(options: TrafficOptions): readonly GateRequest[] {
  const { count, seed, prefixes, tokens, target = siteTarget } = options
  const random = createRandom(seed)
  const agents = mixedAgents(count, tokens, seed)
  const known = options.agents === 'returning' ? mixedAgents(400, tokens, 1) : []
  const attackers = v4Addresses(prefixes, Math.ceil(count / 100), 1, seed)
  return agents.map((newAgent, index) => {
    const returning = random() < 0.9 ? below(random, 5_000) : undefined
    const client = index % 100 === 0 ? attackers[index / 100]! : visitor(returning, random)
    const agent = (returning === undefined ? undefined : known[returning % 400]) ?? newAgent
    const forwarded = random() < 0.1 ? `198.51.100.${below(random, 256)}, ${client}` : client
    const headers = usual.map(freshCopy)
    headers.push(freshCopy('User-Agent'), freshText(agent))
    if (random() < 0.7)
      headers.push(freshCopy('Referer'), freshText(`https://www.example.com/page/${below(random, 1_000)}`))
    headers.push(freshCopy('X-Forwarded-For'), freshText(forwarded), freshCopy('X-Forwarded-Proto'), freshCopy('https'))
    return {
      method: freshCopy('GET'),
      target: freshText(target(random)),
      headers,
      peer: proxyAddress,
    }
  })
}

/** The fields that most browsers send, as alternating names and values. */
const usual: readonly string[] = [
  'Host',
  'www.example.com',
  'Connection',
  'keep-alive',
  'Accept',
  'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'Accept-Encoding',
  'gzip, deflate, br',
  'Accept-Language',
  'en-GB,en;q=0.7',
  'Sec-Fetch-Dest',
  'document',
  'Sec-Fetch-Mode',
  'navigate',
  'Sec-Fetch-Site',
  'same-origin',
]

function siteTarget(random: () => number): string {
  const draw = random()
  if (draw < 0.6) return `/web/assets/${below(random, 1e9).toString(36)}.${draw < 0.3 ? 'js' : 'css'}`
  if (draw < 0.9) return `/articles/${below(random, 1e6)}/${below(random, 1e9).toString(36)}`
  return `/search?q=${below(random, 1e9).toString(36)}&page=${below(random, 40)}`
}

function visitor(returning: number | undefined, random: () => number): string {
  const number = returning === undefined ? below(random, 2 ** 32) : Math.imul(returning, 2_654_435_761)
  return `${64 + ((number >>> 24) & 63)}.${(number >>> 16) & 255}.${(number >>> 8) & 255}.${number & 255}`
}
