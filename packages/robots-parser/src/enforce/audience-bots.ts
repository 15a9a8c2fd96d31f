import type { EnforcedRobots, RobotsAudience } from './enforced-rule.ts'
import { genericBots } from './generic-bots.ts'
import { declarationLines, policyLine, type PolicyEntry, type PolicyLine } from '../policy-text/policy-text.ts'
import { policyWord } from '../policy-text/policy-word.ts'

/** The declarations of the audiences' bots, and the condition that selects each audience. */
export interface AudienceText {
  readonly lines: readonly PolicyLine[]
  /** Conditions by `RobotsAudience.id`. */
  readonly conditions: ReadonlyMap<string, string>
}

/** The names of one audience that are overridden by the same longer names of other audiences. */
interface Rank {
  readonly id: string
  readonly names: readonly string[]
  /** The number of longer names of other audiences. */
  readonly rivals: number
  readonly length: number
}

interface Named {
  readonly audience: RobotsAudience
  readonly ranks: readonly Rank[]
}

/** If one declaration has more exceptions than this, or all together have more, they are declared once as separate sets. */
const maxExceptions = 8
const maxExceptionsTogether = 500

/**
 * Returns the `bots` declarations of the audiences. "The longest name decides" is written as exceptions: a name matches only if
 * the User-Agent contains no longer name of another audience.
 */
export function audienceBots(
  { audiences, others }: Pick<EnforcedRobots, 'audiences' | 'others'>,
  fileName: string,
): AudienceText {
  const named = audiences.filter((audience) => audience.kind === 'named')
  const entries = named.flatMap(({ names, line }) => names.map((name) => ({ name, line })))
  const lengths = countLengths(entries.map(({ name }) => name))
  const ranked = named.map((audience) => ({ audience, ranks: ranksOf(audience, lengths) }))
  const few = ranked
    .flatMap(({ ranks }) => ranks.map(({ rivals }) => rivals))
    .filter((rivals) => rivals <= maxExceptions)
  const max = few.reduce((sum, rivals) => sum + rivals, 0) > maxExceptionsTogether ? 0 : maxExceptions
  const lines: PolicyLine[] = [
    ...longerNames(ranked, entries, max, fileName),
    ...ranked.flatMap((one) => declareNamed(one, entries, max, fileName)),
  ]
  const conditions = new Map(named.map(({ id }) => [id, `bot in ${id}`]))
  const other = audiences.find((audience) => audience.kind === 'other-bots')
  if (other === undefined) return { lines, conditions }
  lines.push(...genericLines())
  if (named.length > 0) lines.push(...declarationLines('bots named', ranked.flatMap(unconditional), fileName))
  if (others.length > 0) lines.push(...keptOutLines(others, fileName))
  const excluded = [...(named.length > 0 ? ['named'] : []), ...(others.length > 0 ? ['kept_out'] : [])]
  const exclusion = excluded.length === 0 ? '' : ` and bot not in ${excluded.join(', ')}`
  conditions.set(other.id, `bot is present${exclusion}`)
  return { lines, conditions }
}

interface Entry {
  readonly name: string
  readonly line: number
}

/** Returns how many names have each length. */
function countLengths(names: readonly string[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>()
  for (const { length } of names) counts.set(length, (counts.get(length) ?? 0) + 1)
  return counts
}

function ranksOf(audience: RobotsAudience, all: ReadonlyMap<number, number>): readonly Rank[] {
  const own = countLengths(audience.names)
  const rivals = [...all].map(([length, count]) => ({ length, count: count - (own.get(length) ?? 0) }))
  const byRivals = Map.groupBy(audience.names, (name) =>
    rivals.reduce((sum, { length, count }) => (length > name.length ? sum + count : sum), 0),
  )
  return [...byRivals].map(([rivals, names], index) => ({
    id: byRivals.size === 1 ? audience.id : `${audience.id}_${index + 1}`,
    names,
    rivals,
    length: Math.max(...names.map((name) => name.length)),
  }))
}

/** The number of sets that extend one another before the next set extends an earlier one. */
const levelsOfBlock = 11

/**
 * Returns the declarations `over_7`, …: all names of more than seven characters, for ranks with many rivals. Each extends the
 * previous one.
 */
function longerNames(
  ranked: readonly Named[],
  entries: readonly Entry[],
  max: number,
  fileName: string,
): readonly PolicyLine[] {
  const crowded = ranked.flatMap(({ ranks }) => ranks.filter((rank) => rank.rivals > max))
  const lengths = [...new Set(crowded.map((rank) => rank.length))].toSorted((a, b) => b - a)
  return lengths.flatMap((length, index) => {
    // WHY: sets in sets may be nested 64 levels deep, and names have up to 128 lengths; so the last set of each block extends the last
    // set of the previous block, and every other one the set before it.
    const isLastOfBlock = index % levelsOfBlock === levelsOfBlock - 1
    const before = isLastOfBlock ? lengths[index - levelsOfBlock] : lengths[index - 1]
    const between = entries.filter(
      ({ name }) => name.length > length && (before === undefined || name.length <= before),
    )
    const written = between.map(({ name, line }) => wordEntry(name, line))
    const set = before === undefined ? [] : [{ text: `set over_${before}`, source: written[0]?.source }]
    return declarationLines(`bots over_${length}`, [...set, ...written], fileName)
  })
}

function declareNamed(
  { audience, ranks }: Named,
  entries: readonly Entry[],
  max: number,
  fileName: string,
): readonly PolicyLine[] {
  const parts = ranks.flatMap((rank) => {
    const words = rank.names.map((name) => wordEntry(name, audience.line))
    return declarationLines(`bots ${rank.id}`, words, fileName, exceptions(rank, audience, entries, max))
  })
  if (ranks.length === 1) return parts
  const sets = ranks.map(({ id }) => ({ text: `set ${id}`, source: audience.line }))
  return [...parts, ...declarationLines(`bots ${audience.id}`, sets, fileName)]
}

function exceptions(rank: Rank, audience: RobotsAudience, entries: readonly Entry[], max: number): string {
  if (rank.rivals === 0) return ''
  // WHY: the set also contains longer names of the same audience; those select the client through their own rank.
  if (rank.rivals > max) return `except set over_${rank.length}`
  const rivals = entries.filter(({ name }) => name.length > rank.length && !audience.names.includes(name))
  return `except ${rivals.map(({ name }) => word(name)).join(', ')}`
}

/** Returns all names of an audience, including those that longer names override. */
function unconditional({ audience, ranks }: Named): readonly PolicyEntry[] {
  if (ranks.every((rank) => rank.rivals === 0)) return [{ text: `set ${audience.id}`, source: audience.line }]
  return audience.names.map((name) => wordEntry(name, audience.line))
}

function genericLines(): readonly PolicyLine[] {
  const list = (tokens: readonly string[]): string => tokens.map(policyWord).join(', ')
  return genericBots.map(({ name, tokens, except }) =>
    policyLine(`bots ${name} = ${list(tokens)} except ${list(except)}`),
  )
}

/**
 * Returns the set of bots that call themselves by a name of the file that gets no rules. People send some of these names, and `bot is
 * present` is true for every client of a declared set, so the set is written as those bots except the ones without such a name.
 */
function keptOutLines(others: EnforcedRobots['others'], fileName: string): readonly PolicyLine[] {
  const generic = genericBots.map(({ name }) => ({ text: `set ${name}`, source: others[0]?.line }))
  const names = others.map(({ name }) => word(name)).join(', ')
  return [
    ...declarationLines('bots without_such_names', generic, fileName, `except ${names}`),
    ...declarationLines('bots kept_out', generic, fileName, 'except set without_such_names'),
  ]
}

function wordEntry(name: string, line: number): PolicyEntry {
  return { text: word(name), source: line }
}

function word(name: string): string {
  return `word "${name}"`
}
