import { createIsbotFromList } from 'isbot'
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible'
import type { GateRequest } from '@tidegate/engine'
import { type Site, siteLimits } from '../data/site.ts'
import type { AsyncContender } from '../harness/contender.ts'
import { blockListOf } from './block-list.ts'
import { isStatic, type PeerRequest, readRequest } from './read-request.ts'
import { tokenPatterns } from './token-pattern.ts'

/** The reply of the stack. */
export interface StackReply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
}

/** A site's policy with `net.BlockList`, isbot and rate-limiter-flexible, combined as their documentation shows. */
export function createStack(site: Site): (request: PeerRequest) => Promise<StackReply> {
  const attackers = blockListOf(site.prefixes)
  const isSearch = createIsbotFromList(tokenPatterns(site.search))
  const isScraper = createIsbotFromList(tokenPatterns(site.scrapers))
  const everybody = new RateLimiterMemory({ points: siteLimits.everybodyPerHour, duration: 3_600 })
  const search = new RateLimiterMemory({ points: siteLimits.searchPerMinute, duration: 60 })
  const guests = new RateLimiterMemory({ points: siteLimits.guestsPerMinute, duration: 60 })

  return async ({ ip, agent, path }) => {
    if (attackers.check(ip, ip.includes(':') ? 'ipv6' : 'ipv4')) return { status: 403 }
    const guarded = !isStatic(path)
    const searching = guarded && isSearch(agent)
    if (guarded && !searching && isScraper(agent)) return { status: 403 }
    try {
      let tightest = await everybody.consume(ip)
      let points: number = siteLimits.everybodyPerHour
      if (guarded) {
        const hour = new Date().getUTCHours()
        if (searching && hour >= 4 && hour < 17) await search.consume(ip)
        tightest = await guests.consume(ip)
        points = siteLimits.guestsPerMinute
      }
      return {
        status: 200,
        headers: {
          'X-RateLimit-Limit': String(points),
          'X-RateLimit-Remaining': String(tightest.remainingPoints),
          'X-RateLimit-Reset': String(Math.ceil((Date.now() + tightest.msBeforeNext) / 1_000)),
        },
      }
    } catch (refusal) {
      const { msBeforeNext } = refusal as RateLimiterRes
      return { status: 429, headers: { 'Retry-After': String(Math.ceil(msBeforeNext / 1_000)) } }
    }
  }
}

/** The stack, starting from the raw request. */
export function stackContender(site: Site, name: string = stackName): AsyncContender<GateRequest> {
  const decide = createStack(site)
  return {
    name,
    runAsync: (request) => decide(readRequest(request)),
    note: 'fixed windows; paths and addresses unchecked',
  }
}

export const stackName = 'BlockList + isbot + rate-limiter-flexible'
