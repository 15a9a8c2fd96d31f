import { agentToken, isWordOfBots } from '../parse/agent-token.ts'
import { isBotWord } from '../parse/bot-words.ts'
import { isHumanWord } from '../parse/human-token.ts'
import { confirmBy, shown, type RobotsNote } from '../parse/note.ts'
import { canBeToken } from '../policy-text/policy-word.ts'
import type { RobotsAudience } from './enforced-rule.ts'
import { lineRanges } from '../parse/line-ranges.ts'
import type { RobotsAgent, RobotsGroup } from '../parse/robots-data.ts'

/** Clients and the groups that apply to them. */
export interface AudienceGroups {
  readonly audience: RobotsAudience
  readonly groups: readonly RobotsGroup[]
}

/** Names that crawlers look up in robots.txt but never send: they control the use of what another crawler fetched. */
const controlNames: ReadonlySet<string> = new Set(['google-extended', 'applebot-extended'])

/** The audiences of a file, and what else concerns them. */
export interface Audiences {
  readonly found: readonly AudienceGroups[]
  /**
   * Names in the file that get no rules, because people send them or because there are too many, as words to look for: `*` does not
   * apply to their crawlers (RFC 9309 §2.2.1).
   */
  readonly others: readonly PlacedName[]
}

export interface PlacedName {
  readonly name: string
  readonly line: number
}

/** What limits the names. */
export interface NameLimits {
  readonly names: number
  readonly minLength: number
  readonly maxLength: number
}

/** The most names that are kept out of `*` without rules of their own. */
const maxOthers = 1000

/**
 * Returns the audiences of a file: names with the same groups form one audience. Names that would match people or all kinds of bots,
 * or that no client sends, are dropped with a note; so are names beyond the limit. O(User-agent lines).
 */
export function findAudiences(
  groups: readonly RobotsGroup[],
  confirmedTokens: ReadonlySet<string>,
  notes: RobotsNote[],
  limits: NameLimits,
): Audiences {
  const audiences = new Map<string, NamedGroups>()
  const others = new Map<string, number>()
  const beyond: number[] = []
  let accepted = 0
  for (const [name, { agent, groups: named }] of byToken(groups)) {
    const refused = name === '*' ? undefined : refusal(agent, name, confirmedTokens, limits)
    const isBeyond = refused === undefined && name !== '*' && accepted >= limits.names
    if (refused !== undefined) {
      const message = `no rules for the agent ${shown(agent.written)}: ${refused.message}`
      notes.push({ ...refused, line: agent.line, message })
    }
    if (isBeyond) beyond.push(agent.line)
    if (refused?.code !== 'token-unseen') {
      for (const word of [name, agent.name]) if (isKeptOut(word, agent, limits)) others.set(word, agent.line)
    }
    if (refused !== undefined || isBeyond) continue
    if (name !== agent.name && name !== '*') notes.push(asWhole(agent, name))
    if (name !== '*') accepted++
    const key = `${name === '*' ? '*' : ''} ${named.map((group) => group.line).join(' ')}`
    const audience = audiences.get(key)
    if (audience === undefined) audiences.set(key, { names: [name], groups: named, line: agent.line })
    else audience.names.push(name)
  }
  if (beyond.length > 0) notes.push(tooManyNames(beyond, limits.names))
  for (const { names } of audiences.values()) for (const name of names) others.delete(name)
  const placed = [...others].map(([name, line]) => ({ name, line }))
  if (placed.length > maxOthers) notes.push(tooManyOthers(placed.slice(maxOthers).map(({ line }) => line)))
  const ids = new Set<string>()
  const found = [...audiences.values()].map((each) => audienceOf(each, ids))
  return { found, others: placed.slice(0, maxOthers) }
}

/** Returns the groups of each token, with the agent that has it first. O(User-agent lines). */
function byToken(
  groups: readonly RobotsGroup[],
): ReadonlyMap<string, { readonly agent: RobotsAgent; readonly groups: readonly RobotsGroup[] }> {
  const index = new Map<string, { readonly agent: RobotsAgent; readonly groups: RobotsGroup[] }>()
  for (const group of groups) {
    for (const agent of group.agents) {
      const token = agent.name === '*' ? '*' : agentToken(agent)
      const named = index.get(token)
      if (named === undefined) index.set(token, { agent, groups: [group] })
      else if (named.groups.at(-1) !== group) named.groups.push(group)
    }
  }
  return index
}

/** Whether a crawler that contains the word is one that the file names, and not any other bot. */
function isKeptOut(word: string, agent: RobotsAgent, { minLength, maxLength }: NameLimits): boolean {
  if (word === '*' || isWordOfBots(agent) || isBotWord(word) || !canBeToken(word)) return false
  return word.length >= minLength && word.length <= maxLength
}

function asWhole(agent: RobotsAgent, token: string): RobotsNote {
  return {
    code: 'line-suspicious',
    severity: 'warning',
    line: agent.line,
    message: `${shown(agent.written)} is looked for as a whole (${shown(token)}): its first word alone is not the name of a crawler`,
  }
}

function tooManyNames(lines: readonly number[], max: number): RobotsNote {
  const message = `not enforced: rules are created for at most ${max} names, and those of ${lineRanges(lines)} are left out`
  return { code: 'too-many', severity: 'warning', line: lines[0], message }
}

function tooManyOthers(lines: readonly number[]): RobotsNote {
  const message = `the rules of \`*\` apply to the names of ${lineRanges(lines)} too: at most ${maxOthers} names without rules are kept out of them`
  return { code: 'too-many', severity: 'warning', line: lines[0], message }
}

/** Returns the audience of bots that no group names, for delays before the first group. */
export function otherBots(line: number): RobotsAudience {
  return { id: 'other_bots', kind: 'other-bots', names: [], line }
}

interface NamedGroups {
  readonly names: string[]
  readonly groups: readonly RobotsGroup[]
  /** The line of the first name. */
  readonly line: number
}

function audienceOf({ names, groups, line }: NamedGroups, ids: Set<string>): AudienceGroups {
  if (names[0] === '*') return { audience: otherBots(line), groups }
  // WHY: `User-agent: one, two` can create two audiences that start on the same line.
  const id = ids.has(`group_${line}`) ? `group_${line}_${names[0]?.replaceAll(/\W/g, '_')}` : `group_${line}`
  ids.add(id)
  return { audience: { id, kind: 'named', names, line }, groups }
}

type Refusal = Pick<RobotsNote, 'code' | 'severity' | 'message'>

function refusal(
  agent: RobotsAgent,
  token: string,
  confirmedTokens: ReadonlySet<string>,
  { minLength, maxLength }: NameLimits,
): Refusal | undefined {
  if (controlNames.has(token)) {
    const message = 'no client sends it; it controls how another crawler may use the content'
    return { code: 'token-unseen', severity: 'info', message }
  }
  if (!canBeToken(token) || token.length < minLength || token.length > maxLength) {
    return warning(
      `expected a token of ${minLength} to ${maxLength} printable ASCII characters without quotes and backslashes`,
    )
  }
  if (confirmedTokens.has(token)) return undefined
  if (isWordOfBots(agent)) {
    return warning(`${shown(agent.name)} is in the User-Agents of all kinds of bots${confirmBy(token)}`)
  }
  if (!isHumanWord(token)) return undefined
  return warning(`it occurs in the User-Agents of browsers${confirmBy(token)}`)
}

function warning(message: string): Refusal {
  return { code: 'token-refused', severity: 'warning', message }
}
