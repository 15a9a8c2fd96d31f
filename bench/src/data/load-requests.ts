import type { LoadRequest } from '../harness/load.ts'
import { makeRequests } from './requests.ts'
import { createGate, type GateRequest } from '@tidegate/engine'
import { makeSite, planSite, type Site, siteLimits } from './site.ts'

/** Requests over HTTP to the site with this number of prefixes, from enough visitors that no limit is reached. `passing`: only those that are admitted. */
export function loadRequests(prefixes: number, passing = false): readonly LoadRequest[] {
  const site = makeSite({ prefixes, tokens: 150 })
  const all = makeRequests({
    count: 20_000,
    seed: 77,
    prefixes: site.prefixes,
    tokens: [...site.search, ...site.scrapers],
  })
  const made = passing ? passingOf(site, all) : all
  return made.map(({ target, headers }) => {
    const fields: Record<string, string> = {}
    for (let i = 0; i < headers.length; i += 2) {
      const name = headers[i]!
      if (name !== 'Connection' && name !== 'Host') fields[name] = headers[i + 1]!
    }
    return { path: target, headers: fields }
  })
}

/** Without search engines, whose limit is low, and without what is blocked. */
function passingOf(site: Site, requests: readonly GateRequest[]): readonly GateRequest[] {
  const gate = createGate(planSite(site))
  return requests.filter((request) => {
    const { outcome, limits } = gate.decide(request)
    return outcome === 'pass' && limits.every(({ count }) => count > siteLimits.searchPerMinute)
  })
}
