import { agentKey } from '../parse/agent-name.ts'
import type { GroupRecord, PathRule, RobotsData, RobotsGroup } from '../parse/robots-data.ts'

/** The groups of each agent, by name. */
export type GroupIndex = ReadonlyMap<string, readonly RobotsGroup[]>

/** The groups that apply to one agent: all groups that name it, or else all that name `*`. */
export interface AgentGroups {
  /** `*`, or the agent's name as written in groups. */
  readonly name: string
  readonly groups: readonly RobotsGroup[]
}

/** Returns the groups of each agent, by name. O(User-agent lines). */
export function indexGroups(groups: readonly RobotsGroup[]): GroupIndex {
  const index = new Map<string, RobotsGroup[]>()
  for (const group of groups) {
    for (const agent of group.agents) {
      const named = index.get(agent.name)
      if (named === undefined) index.set(agent.name, [group])
      else if (named.at(-1) !== group) named.push(group)
    }
  }
  return index
}

/**
 * Returns the groups that apply to a crawler with this name (a product token; its version is ignored): those that name it, or
 * else those of `*`; undefined if there are neither (RFC 9309 §2.2.1). O(1).
 */
export function findGroups(index: GroupIndex, agent: string): AgentGroups | undefined {
  const key = agentKey(agent)
  const name = key !== '' && index.has(key) ? key : '*'
  const groups = index.get(name)
  return groups === undefined ? undefined : { name, groups }
}

/** Returns the line of the first `User-agent` in the group that names the agent. */
export function lineOfAgent(group: RobotsGroup, name: string): number {
  return group.agents.find((agent) => agent.name === name)?.line ?? group.line
}

/** Returns the rules of these groups, each array once. O(groups). */
export function rulesOf(
  groups: readonly RobotsGroup[],
): readonly { readonly group: RobotsGroup; readonly rules: readonly PathRule[] }[] {
  const seen = new Set<readonly PathRule[]>()
  return groups.flatMap((group) => {
    if (seen.has(group.rules)) return []
    seen.add(group.rules)
    return [{ group, rules: group.rules }]
  })
}

/** Returns the records of one kind that apply to the agent: its own, or else those before the first group. O(records). */
export function recordsOf<Kind extends GroupRecord['kind']>(
  data: RobotsData,
  found: AgentGroups | undefined,
  kind: Kind,
): readonly Extract<GroupRecord, { readonly kind: Kind }>[] {
  const isKind = (record: GroupRecord): record is Extract<GroupRecord, { readonly kind: Kind }> => record.kind === kind
  const own = (found?.groups ?? []).flatMap((group) => group.records.filter(isKind))
  return own.length > 0 ? own : data.preamble.filter(isKind)
}
