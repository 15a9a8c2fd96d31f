import { newEnforcer, newModelFromString } from 'casbin'
import { createIsbotFromList } from 'isbot'
import type { GateRequest } from '@tidegate/engine'
import type { Site } from '../data/site.ts'
import type { AsyncContender } from '../harness/contender.ts'
import { blockListOf } from './block-list.ts'
import { isStatic, readRequest } from './read-request.ts'
import { tokenPatterns } from './token-pattern.ts'

const model = `
[request_definition]
r = ip, agent, path
[policy_definition]
p = list, bots, paths, eft
[policy_effect]
e = !some(where (p.eft == deny))
[matchers]
m = inList(r.ip, p.list) && isBot(r.agent, p.bots) && inPaths(r.path, p.paths)
`

/** casbin with the two refusals of a site; functions replace what its matchers lack, which is its fastest way. */
export async function casbinContender(site: Site): Promise<AsyncContender<GateRequest>> {
  const enforcer = await newEnforcer(newModelFromString(model))
  const attackers = blockListOf(site.prefixes)
  const isSearch = createIsbotFromList(tokenPatterns(site.search))
  const isScraper = createIsbotFromList(tokenPatterns(site.scrapers))
  await enforcer.addFunction('inList', (ip: string, list: string) => list === 'any' || attackers.check(ip))
  await enforcer.addFunction(
    'isBot',
    (agent: string, bots: string) => bots === 'any' || (isScraper(agent) && !isSearch(agent)),
  )
  await enforcer.addFunction('inPaths', (path: string, paths: string) => paths === 'any' || !isStatic(path))
  await enforcer.addPolicy('attackers', 'any', 'any', 'deny')
  await enforcer.addPolicy('any', 'scrapers', 'dynamic', 'deny')
  return {
    name: 'casbin',
    runAsync: (request) => {
      const { ip, agent, path } = readRequest(request)
      return enforcer.enforce(ip, agent, path)
    },
    note: 'no limits, no window; lists and tokens in functions that call BlockList and isbot',
  }
}
