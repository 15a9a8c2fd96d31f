import { findGroups, lineOfAgent, rulesOf, type AgentGroups, type GroupIndex } from './find-groups.ts'
import { matchPath } from './match-path.ts'
import { normalisePath } from '../parse/normalise-path.ts'
import type { Octets } from '../parse/octets.ts'
import { pathOfUrl } from './path-of-url.ts'
import type { PathRule, RobotsGroup } from '../parse/robots-data.ts'

/** Whether an agent may fetch a URL, and which lines decide it. */
export interface AccessExplanation {
  readonly allowed: boolean
  /** The line of the rule that decided, from 1; undefined if none matched. */
  readonly line: number | undefined
  /** The line of the `User-agent` that matched the agent; undefined if no group applies to it. */
  readonly groupLine: number | undefined
  /** The normalised pattern that decided. */
  readonly pattern: string | undefined
  /**
   * `rule`: a line decided. `no-rule`: no line of the agent's groups matches. `no-group`: no group names the agent, and there is
   * none for `*`. `robots-txt`: /robots.txt is always allowed.
   */
  readonly reason: 'rule' | 'no-rule' | 'no-group' | 'robots-txt'
}

/** Returns whether the agent may fetch the URL (absolute, or a path), and why. RFC 9309 §2.2.2. O(rules of the agent × URL). */
export function explainAccess(index: GroupIndex, agent: string, url: string): AccessExplanation {
  const path = normalisePath(pathOfUrl(url))
  const found = findGroups(index, agent)
  const first = found?.groups[0]
  const groupLine = found === undefined || first === undefined ? undefined : lineOfAgent(first, found.name)
  const silent = { allowed: true, line: undefined, groupLine, pattern: undefined } as const
  if (path === '/robots.txt' || path.startsWith('/robots.txt?')) return { ...silent, reason: 'robots-txt' }
  if (found === undefined) return { ...silent, reason: 'no-group' }
  const decided = decide(found, path)
  if (decided === undefined) return { ...silent, reason: 'no-rule' }
  const { kind, line, pattern } = decided.rule
  return {
    allowed: kind === 'allow',
    line,
    groupLine: lineOfAgent(decided.group, found.name),
    pattern,
    reason: 'rule',
  }
}

interface Decided {
  readonly rule: PathRule
  readonly group: RobotsGroup
}

/** Returns the longest pattern that matches; of equal lengths an Allow, then the first. */
function decide(found: AgentGroups, path: Octets): Decided | undefined {
  let best: Decided | undefined
  for (const { group, rules } of rulesOf(found.groups)) {
    for (const rule of rules) {
      if (best !== undefined && !outranks(rule, best.rule)) continue
      if (matchPath(rule.pattern, path)) best = { rule, group }
    }
  }
  return best
}

function outranks(rule: PathRule, best: PathRule): boolean {
  if (rule.pattern.length !== best.pattern.length) return rule.pattern.length > best.pattern.length
  return rule.kind === 'allow' && best.kind === 'disallow'
}
