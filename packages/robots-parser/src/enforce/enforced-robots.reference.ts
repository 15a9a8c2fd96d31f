import { isWithin } from '../parse/day-hours.ts'
import type { EnforcedRobots, EnforcedRule, RobotsAudience } from './enforced-rule.ts'
import { hasWord } from '../query/find-agent.ts'
import { matchPath } from '../query/match-path.ts'
import type { Octets } from '../parse/octets.ts'

/** Reference implementation of which enforced rules refuse a client outright. */
export function refusing(
  enforced: EnforcedRobots,
  header: string,
  isBot: boolean,
  path: Octets,
  minute: number,
): readonly EnforcedRule[] {
  return binding(enforced, header, isBot).filter((rule) => {
    switch (rule.kind) {
      case 'block-paths':
        return matchPath(rule.pattern, path) && !rule.unless.some((pattern) => matchPath(pattern, path))
      case 'block-hours':
        return rule.closed.some((hours) => isWithin(hours, minute))
      case 'limit':
      case 'block-category':
        return false
    }
  })
}

/** Returns the enforced rules that apply to a client. */
export function binding(
  { audiences, rules, others }: EnforcedRobots,
  header: string,
  isBot: boolean,
): readonly EnforcedRule[] {
  const names = audiences.flatMap((audience) => audience.names)
  const isKeptOut = others.some(({ name }) => hasWord(header.toLowerCase(), name))
  return rules.filter((rule) => isBound(rule.audience, names, header, isBot && !isKeptOut))
}

function isBound(audience: RobotsAudience, names: readonly string[], header: string, isBot: boolean): boolean {
  const folded = header.toLowerCase()
  const found = names.filter((name) => hasWord(folded, name))
  if (audience.kind === 'other-bots') return isBot && found.length === 0
  const longest = Math.max(...found.map((name) => name.length))
  return audience.names.some((name) => name.length === longest && found.includes(name))
}
