import { preparsePolicySet, statefulIsAuthorized } from '@cedar-policy/cedar-wasm/nodejs'
import type { GateRequest } from '@tidegate/engine'
import type { Site } from '../data/site.ts'
import type { SyncContender } from '../harness/contender.ts'
import { readRequest } from './read-request.ts'

const prefixCount = 100
const tokenCount = 15

/**
 * Cedar, parsed in advance, with the parts of a site's policy that it can express. It has no sets of prefixes or tokens, only a test for each,
 * so it gets a hundredth of the prefixes and a tenth of the tokens.
 */
export function cedarContender(site: Site): SyncContender<GateRequest> {
  const ranges = site.prefixes.slice(0, prefixCount).map((prefix) => `context.ip.isInRange(ip("${prefix}"))`)
  const likeOne = (tokens: readonly string[]): string =>
    tokens.map((token) => `context.agent like "*${token}*"`).join(' || ')
  const staticPaths = 'context.path like "/web/static/*" || context.path like "/web/assets/*"'
  const staticPolicies = {
    everybody: 'permit(principal, action, resource);',
    attackers: `forbid(principal, action, resource) when { ${ranges.join(' || ')} };`,
    scrapers: `forbid(principal, action, resource) when { ${likeOne(site.scrapers.slice(0, tokenCount))} } unless { ${staticPaths} || ${likeOne(site.search)} };`,
  }
  const parsed = preparsePolicySet('site', { staticPolicies })
  if (parsed.type === 'failure')
    throw new Error(parsed.errors[0]?.message ?? 'Cedar rejected the policies without a message')
  return {
    name: 'cedar-wasm, preparsed',
    run: (request) => {
      const { ip, agent, path } = readRequest(request)
      const answer = statefulIsAuthorized({
        principal: { type: 'Client', id: 'any' },
        action: { type: 'Action', id: 'request' },
        resource: { type: 'Site', id: 'site' },
        context: { ip: { __extn: { fn: 'ip', arg: ip } }, agent: agent.toLowerCase(), path },
        preparsedPolicySetId: 'site',
        entities: [],
      })
      if (answer.type === 'failure') throw new Error(answer.errors[0]?.message ?? 'Cedar failed without a message')
      return answer.response.decision
    },
    note: `no limits, no window; ${prefixCount} prefixes and ${tokenCount} tokens, as it tests them one by one`,
  }
}
