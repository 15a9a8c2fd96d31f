import type { LoadRequest } from '../harness/load.ts'
import { makeRequests } from './requests.ts'
import { makeSite } from './site.ts'

/** Requests over HTTP to the site with this number of prefixes, from enough visitors that no limit is reached. */
export function loadRequests(prefixes: number): readonly LoadRequest[] {
  const site = makeSite({ prefixes, tokens: 150 })
  const made = makeRequests({
    count: 20_000,
    seed: 77,
    prefixes: site.prefixes,
    tokens: [...site.search, ...site.scrapers],
  })
  return made.map(({ target, headers }) => {
    const fields: Record<string, string> = {}
    for (let i = 0; i < headers.length; i += 2) {
      const name = headers[i]!
      if (name !== 'Connection' && name !== 'Host') fields[name] = headers[i + 1]!
    }
    return { path: target, headers: fields }
  })
}
