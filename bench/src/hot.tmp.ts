import { makeSite, planSite } from './data/site.ts'
import { makeRequests } from './data/requests.ts'
import { gateContender } from './data/site-gate.ts'
import { byHandContender } from './peers/by-hand.ts'
import { stackContender } from './peers/stack.ts'
const site = makeSite({ prefixes: 10_000, tokens: 150 })
const tokens = [...site.search, ...site.scrapers]
const plan = planSite(site)
const which = process.argv[2] ?? 'ours'
const rounds = Number(process.argv[3] ?? 6)
const all: any = { ours: gateContender(plan), hand: byHandContender(site, plan), stack: stackContender(site) }
const names = which === 'all' ? ['ours', 'hand', 'stack'] : which.split(',')
let sink: unknown = 0
const out: any = {}
for (let round = 0; round < rounds; round++) {
  for (const n of names) {
    const c = all[n]
    const ts: number[] = []
    for (let b = 0; b < 150; b++) {
      const batch = makeRequests({ count: 200, seed: round * 1000 + b, prefixes: site.prefixes, tokens, agents: 'returning' })
      const s = performance.now()
      if (c.run) for (let i = 0; i < 200; i++) { const r = c.run(batch[i]!); if (r === sink) sink = i }
      else for (let i = 0; i < 200; i++) { const r = await c.runAsync(batch[i]!); if (r === sink) sink = i }
      ts.push((performance.now() - s) * 5000)
    }
    ;ts.sort((x, y) => x - y); (out[n] ??= []).push(Math.round(ts[15]!) + '/' + Math.round(ts[75]!))
  }
}
for (const n of names) console.log(n, out[n].join(' '))
