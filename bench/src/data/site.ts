import type { Plan } from '@tidegate/engine'
import { v4Prefixes } from './addresses.ts'
import { botTokens } from './agents.ts'
import { compileText } from './compile.ts'

/** A site's lists, from which its policy and the settings of the peers are created. */
export interface Site {
  readonly prefixes: readonly string[]
  /** Tokens of search engines, which are admitted. */
  readonly search: readonly string[]
  /** Tokens of bots that are refused. */
  readonly scrapers: readonly string[]
}

/** Creates a site with lists of this size; five of the bot tokens are search engines. */
export function makeSite(size: { readonly prefixes: number; readonly tokens: number }): Site {
  const tokens = botTokens(size.tokens)
  return { prefixes: v4Prefixes(size.prefixes), search: tokens.slice(0, 5), scrapers: tokens.slice(5) }
}

/** The limits of a site, for its policy and the peers. */
export const siteLimits = {
  searchPerMinute: 5,
  guestsPerMinute: 200,
  everybodyPerHour: 20_000,
} as const

/** The policy of a site. */
export function sitePolicy({ search, scrapers }: Site): string {
  return `policy "site"
client ip from x-forwarded-for trusting 10.0.0.0/8
list attackers = file "attackers.txt"
bots search    = ${search.join(', ')}
bots scrapers  = ${scrapers.join(', ')}
paths static   = /web/static/**, /web/assets/**
window peak    = 04:00-17:00 UTC

block ip in attackers as "known attacker"
limit ${siteLimits.everybodyPerHour} per hour per ip as "everybody"
where path not in static {
  block bot in scrapers unless bot in search as "scraper"
  where user is absent {
    limit ${siteLimits.searchPerMinute} per minute per ip when bot in search during peak as "search in peak hours" including refused
    limit ${siteLimits.guestsPerMinute} per minute per ip as "guests" including refused
  }
}
`
}

/** The plan of a site's policy. */
export function planSite(site: Site): Plan {
  return compileText(sitePolicy(site), { 'attackers.txt': site.prefixes.join('\n') })
}
