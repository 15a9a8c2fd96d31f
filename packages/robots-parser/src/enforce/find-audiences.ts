import { indexGroups } from '../query/find-groups.ts'
import { isHumanWord } from '../parse/human-token.ts'
import { shown, type RobotsNote } from '../parse/note.ts'
import { canBeToken } from '../policy-text/policy-word.ts'
import type { RobotsAudience } from './enforced-rule.ts'
import type { RobotsGroup } from '../parse/robots-data.ts'

/** Clients and the groups that hold for them. */
export interface AudienceGroups {
  readonly audience: RobotsAudience
  readonly groups: readonly RobotsGroup[]
}

/** Names that crawlers read in robots.txt and never send: they say what may become of what another crawler fetched. */
const controlNames: ReadonlySet<string> = new Set(['google-extended', 'applebot-extended'])

/** User-Agent substrings of clients that are bots whoever they are; the second list takes back what people use. */
export const genericBots: { readonly tokens: readonly string[]; readonly except: readonly string[] } = {
  tokens: ['bot', 'crawler', 'spider', 'slurp', 'scraper', 'archiver', '+http'],
  // Phones by Cubot name themselves in the User-Agent of their browsers.
  except: ['cubot'],
}

/**
 * The audiences of a file: names for which the same groups hold are one. Names that would match people, or that no
 * client sends, are left out with a note, as if the file did not mention them; so are names beyond `maxNames`. O(User-agent lines).
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

/** Bots that no group names, for delays that stand before any group. */
export function otherBots(line: number): RobotsAudience {
  return { id: 'other_bots', kind: 'other-bots', names: [], line }
}

function audienceOf(names: readonly string[], groups: readonly RobotsGroup[], ids: Set<string>): AudienceGroups {
  const line = lineOf(groups, names[0] ?? '*')
  if (names[0] === '*') return { audience: otherBots(line), groups }
  // WHY: `User-agent: one, two` can make two audiences that begin on the same line.
  const id = ids.has(`group_${line}`) ? `group_${line}_${names[0]?.replaceAll(/\W/g, '_')}` : `group_${line}`
  ids.add(id)
  return { audience: { id, kind: 'named', names, line }, groups }
}

function lineOf(groups: readonly RobotsGroup[], name: string): number {
  const first = groups[0]
  return first?.agents.find((agent) => agent.name === name)?.line ?? first?.line ?? 1
}

function tooMany(accepted: number, most: number): Refusal | undefined {
  if (accepted < most) return undefined
  return { code: 'too-many', severity: 'warning', message: `rules are made for at most ${most} names` }
}

type Refusal = Pick<RobotsNote, 'code' | 'severity' | 'message'>

function refusal(name: string, confirmedTokens: ReadonlySet<string>): Refusal | undefined {
  if (controlNames.has(name)) {
    const message = 'no client sends it; it tells another crawler what may become of the content'
    return { code: 'token-unseen', severity: 'info', message }
  }
  if (!canBeToken(name)) {
    return { code: 'token-refused', severity: 'warning', message: 'a token is 2 to 128 printable ASCII characters' }
  }
  if (!isHumanWord(name) || confirmedTokens.has(name)) return undefined
  const message = "it is found in people's User-Agents (confirm it with `confirmedTokens` if it is meant)"
  return { code: 'token-refused', severity: 'warning', message }
}
