import { Engine } from 'json-rules-engine'
import { createIsbotFromList } from 'isbot'
import type { GateRequest } from '@tidegate/engine'
import type { Site } from '../data/site.ts'
import type { AsyncContender } from '../harness/contender.ts'
import { blockListOf } from './block-list.ts'
import { isStatic, readRequest } from './read-request.ts'
import { tokenPatterns } from './token-pattern.ts'

/** json-rules-engine with the two refusals of a site; additional operators replace what it lacks. */
export function jsonRulesContender(site: Site): AsyncContender<GateRequest> {
  const attackers = blockListOf(site.prefixes)
  const isSearch = createIsbotFromList(tokenPatterns(site.search))
  const isScraper = createIsbotFromList(tokenPatterns(site.scrapers))
  const engine = new Engine([], { allowUndefinedFacts: true })
  engine.addOperator('inList', (ip: string, wanted: boolean) => attackers.check(ip) === wanted)
  engine.addOperator('isSearch', (agent: string, wanted: boolean) => isSearch(agent) === wanted)
  engine.addOperator('isScraper', (agent: string, wanted: boolean) => isScraper(agent) === wanted)
  engine.addOperator('isStatic', (path: string, wanted: boolean) => isStatic(path) === wanted)
  engine.addRule({
    conditions: { all: [{ fact: 'ip', operator: 'inList', value: true }] },
    event: { type: 'block' },
  })
  engine.addRule({
    conditions: {
      all: [
        { fact: 'path', operator: 'isStatic', value: false },
        { fact: 'agent', operator: 'isScraper', value: true },
        { fact: 'agent', operator: 'isSearch', value: false },
      ],
    },
    event: { type: 'block' },
  })
  return {
    name: 'json-rules-engine',
    runAsync: async (request) => {
      const { ip, agent, path } = readRequest(request)
      return (await engine.run({ ip, agent, path })).events.length
    },
    note: 'no limits, no window; lists and tokens in operators that call BlockList and isbot',
  }
}
