import type { RobotsAudience } from './enforced-rule.ts'
import { genericBots } from './find-audiences.ts'
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
export function audienceBots(audiences: readonly RobotsAudience[], fileName: string): AudienceText {
  const named = audiences.filter((audience) => audience.kind === 'named')
  const entries = named.flatMap(({ names, line }) => names.map((name) => ({ name, line })))
  const ranked = named.map((audience) => ({ audience, ranks: ranksOf(audience, entries) }))
  const few = ranked
    .flatMap(({ ranks }) => ranks.map(({ rivals }) => rivals))
    .filter((rivals) => rivals <= maxExceptions)
  const max = few.reduce((sum, rivals) => sum + rivals, 0) > maxExceptionsTogether ? 0 : maxExceptions
  const lines = [
    ...longerNames(ranked, entries, max, fileName),
    ...ranked.flatMap((one) => declareNamed(one, entries, max, fileName)),
  ]
  const conditions = new Map(named.map(({ id }) => [id, `bot in ${id}`]))
  const other = audiences.find((audience) => audience.kind === 'other-bots')
  if (other === undefined) return { lines, conditions }
  lines.push(genericLine())
  conditions.set(other.id, named.length === 0 ? 'bot is present' : 'bot is present and bot not in named')
  if (named.length > 0) lines.push(...declarationLines('bots named', ranked.flatMap(unconditional), fileName))
  return { lines, conditions }
}

interface Entry {
  readonly name: string
  readonly line: number
}

function ranksOf(audience: RobotsAudience, entries: readonly Entry[]): readonly Rank[] {
  const own = new Set(audience.names)
  const rivalLengths = entries.filter(({ name }) => !own.has(name)).map(({ name }) => name.length)
  const byRivals = Map.groupBy(audience.names, (name) => rivalLengths.filter((length) => length > name.length).length)
  return [...byRivals].map(([rivals, names], index) => ({
    id: byRivals.size === 1 ? audience.id : `${audience.id}_${index + 1}`,
    names,
    rivals,
    length: Math.max(...names.map((name) => name.length)),
  }))
}

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
    const before = lengths[index - 1]
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

function genericLine(): PolicyLine {
  const tokens = genericBots.tokens.map(policyWord).join(', ')
  return policyLine(`bots generic = ${tokens} except ${genericBots.except.map(policyWord).join(', ')}`)
}

function wordEntry(name: string, line: number): PolicyEntry {
  return { text: word(name), source: line }
}

function word(name: string): string {
  return `word "${name}"`
}
