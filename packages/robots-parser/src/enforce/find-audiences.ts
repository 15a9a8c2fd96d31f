import { indexGroups } from '../query/find-groups.ts'
import { isHumanWord } from '../parse/human-token.ts'
import { shown, type RobotsNote } from '../parse/note.ts'
import { canBeToken } from '../policy-text/policy-word.ts'
import type { RobotsAudience } from './enforced-rule.ts'
import type { RobotsGroup } from '../parse/robots-data.ts'

/** Clients and the groups that apply to them. */
export interface AudienceGroups {
  readonly audience: RobotsAudience
  readonly groups: readonly RobotsGroup[]
}

/** Names that crawlers look up in robots.txt but never send: they control the use of what another crawler fetched. */
const controlNames: ReadonlySet<string> = new Set(['google-extended', 'applebot-extended'])

/**
 * User-Agent substrings of clients that are bots regardless of their name; `except` lists exceptions for devices that people use.
 */
export const genericBots: { readonly tokens: readonly string[]; readonly except: readonly string[] } = {
  tokens: ['bot', 'crawler', 'spider', 'slurp', 'scraper', 'archiver', '+http'],
  // Cubot phones send their name in the User-Agent of the browser.
  except: ['cubot'],
}

/**
 * Returns the audiences of a file: names with the same groups form one audience. Names that would match people, or that no client
 * sends, are dropped with a note, as if the file did not mention them; so are names beyond `maxNames`. O(User-agent lines).
 */
export function findAudiences(
  groups: readonly RobotsGroup[],
  confirmedTokens: ReadonlySet<string>,
  notes: RobotsNote[],
  maxNames: number,
): readonly AudienceGroups[] {
  let accepted = 0
  const audiences = new Map<string, { readonly names: string[]; readonly groups: readonly RobotsGroup[] }>()
  for (const [name, named] of indexGroups(groups)) {
    const line = lineOf(named, name)
    const refused = name === '*' ? undefined : (refusal(name, confirmedTokens) ?? tooMany(accepted, maxNames))
    if (refused !== undefined) {
      notes.push({ ...refused, line, message: `no rules for the agent ${shown(name)}: ${refused.message}` })
      continue
    }
    accepted++
    const key = `${name === '*' ? '*' : ''} ${named.map((group) => group.line).join(' ')}`
    const audience = audiences.get(key)
    if (audience === undefined) audiences.set(key, { names: [name], groups: named })
    else audience.names.push(name)
  }
  const ids = new Set<string>()
  return [...audiences.values()].map(({ names, groups: named }) => audienceOf(names, named, ids))
}

/** Returns the audience of bots that no group names, for delays before the first group. */
export function otherBots(line: number): RobotsAudience {
  return { id: 'other_bots', kind: 'other-bots', names: [], line }
}

function audienceOf(names: readonly string[], groups: readonly RobotsGroup[], ids: Set<string>): AudienceGroups {
  const line = lineOf(groups, names[0] ?? '*')
  if (names[0] === '*') return { audience: otherBots(line), groups }
  // WHY: `User-agent: one, two` can create two audiences that start on the same line.
  const id = ids.has(`group_${line}`) ? `group_${line}_${names[0]?.replaceAll(/\W/g, '_')}` : `group_${line}`
  ids.add(id)
  return { audience: { id, kind: 'named', names, line }, groups }
}

function lineOf(groups: readonly RobotsGroup[], name: string): number {
  const first = groups[0]
  return first?.agents.find((agent) => agent.name === name)?.line ?? first?.line ?? 1
}

function tooMany(accepted: number, max: number): Refusal | undefined {
  if (accepted < max) return undefined
  return { code: 'too-many', severity: 'warning', message: `rules are created for at max ${max} names` }
}

type Refusal = Pick<RobotsNote, 'code' | 'severity' | 'message'>

function refusal(name: string, confirmedTokens: ReadonlySet<string>): Refusal | undefined {
  if (controlNames.has(name)) {
    const message = 'no client sends it; it controls how another crawler may use the content'
    return { code: 'token-unseen', severity: 'info', message }
  }
  if (!canBeToken(name)) {
    return {
      code: 'token-refused',
      severity: 'warning',
      message: 'expected a token of 2 to 128 printable ASCII characters',
    }
  }
  if (!isHumanWord(name) || confirmedTokens.has(name)) return undefined
  const message = 'it occurs in the User-Agents of browsers (add it to `confirmedTokens` if this is intended)'
  return { code: 'token-refused', severity: 'warning', message }
}
