import { type Charge, createMemoryStore, type GateRequest, type Plan } from '@tidegate/engine'
import {
  buildTokenScan,
  classHas,
  classOf,
  createScanBuffer,
  maxAgentScan,
  parseIp,
  scanTokens,
} from '@tidegate/values'
import type { Site } from '../data/site.ts'
import type { SyncContender } from '../harness/contender.ts'
import { tableOf } from '../suites/membership.ts'
import { isStatic, readRequest } from './read-request.ts'

export const byHandName = 'by hand on the same tables'

/**
 * A site's policy as a function that is written only for it, on Tidegate's tables and counters: the time of the work itself, without the
 * generality of rules. It does not check paths, explain decisions or resolve conflicts of rules.
 */
export function byHandContender(site: Site, plan: Plan): SyncContender<GateRequest> {
  const attackers = tableOf(site.prefixes)
  const bots = buildTokenScan([...site.search, ...site.scrapers].map((text) => ({ text, word: false })))
  const found = new Uint32Array((site.search.length + site.scrapers.length + 31) >>> 5)
  const buffer = createScanBuffer(maxAgentScan)
  const store = createMemoryStore()
  store.layout(plan.layout)
  const [everybody, search, guests] = ['everybody', 'search in peak hours', 'guests'].map((name) =>
    counterOf(plan, name),
  )
  return {
    name: byHandName,
    note: 'a function for this policy alone: a lower bound for our time',
    run: (request) => {
      const { ip: text, agent, path } = readRequest(request)
      const ip = parseIp(text)
      if (ip === undefined || classHas(attackers, classOf(attackers, ip), 0)) return 403
      const guarded = !isStatic(path)
      let searching = false
      if (guarded) {
        found.fill(0)
        const token = scanTokens(bots, agent, found, maxAgentScan, buffer)
        searching = (found[0]! & 31) !== 0
        if (token >= 0 && !searching) return 403
      }
      const key = [ip]
      const enforced = { key, mode: 'enforce', includingRefused: false, places: 1 } as const
      const charges: Charge[] = [{ ...everybody!, ...enforced }]
      const hour = new Date().getUTCHours()
      if (searching && hour >= 4 && hour < 17) charges.push({ ...search!, ...enforced, includingRefused: true })
      if (guarded) charges.push({ ...guests!, ...enforced, includingRefused: true })
      const { admitted, readings } = store.consume(charges, performance.now())
      let state = ''
      for (const { remaining, nextMs } of readings) {
        state += `${state === '' ? '' : ', '}"limit";r=${remaining};t=${Math.ceil(nextMs / 1_000)}`
      }
      return { status: admitted ? 200 : 429, headers: { ratelimit: state } }
    },
  }
}

function counterOf({ model, limits }: Plan, name: string): Pick<Charge, 'subject' | 'counter'> {
  const found = limits.find(({ rule }) => model.rules[rule]!.name === name)
  if (found === undefined) throw new Error(`the policy has no limit ${name}`)
  return { subject: found.subject, counter: found.counter }
}
