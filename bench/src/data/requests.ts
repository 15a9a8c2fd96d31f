import type { GateRequest } from '@tidegate/engine'
import { below, createRandom } from '../harness/random.ts'
import { v4Addresses } from './addresses.ts'
import { mixedAgents } from './agents.ts'
import { freshCopy, freshText } from './fresh-text.ts'

/** What traffic is made. Equal options give equal traffic, in strings of their own. */
export interface TrafficOptions {
  readonly count: number
  readonly seed: number
  /** Addresses that are refused: one request in a hundred comes from there. */
  readonly prefixes: readonly string[]
  /** One agent in ten holds one of them. */
  readonly tokens: readonly string[]
  /** `returning`: visitors who come back have one of 400 agents, as most of a site's visitors do. Default: no agent was there before. */
  readonly agents?: 'new' | 'returning'
  /** Default: six in ten static files, the others pages. */
  readonly target?: (random: () => number) => string
}

/** The proxy through which all requests come. */
export const proxyAddress = '10.0.0.7'

/**
 * Requests as Node hands them on: a raw list of eleven or twelve header fields, everything in fresh strings, the client's address in
 * X-Forwarded-For behind one proxy, now and then with an entry that the client made up. Nine visitors in ten are among five thousand.
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

/** What most browsers send, with names and values by turns. */
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
