import { type Condition, conditionText, pathIn } from '../draft/condition.ts'
import { certainly } from '../draft/expression.ts'
import { finishDraft, type ImportedPolicy } from '../draft/finish-draft.ts'
import { addressEntry } from '../draft/ordered-access.ts'
import { noteDifferences } from '../draft/ordered-rules.ts'
import { periodText } from '../draft/period-text.ts'
import { createDraft, quoted } from '../draft/policy-draft.ts'
import { createTextTests, noteAgents } from '../draft/text-tests.ts'
import type { ReadIncluded } from '../included-files.ts'
import { type FilterFile, readFilter } from './read-filter.ts'
import { readFailregex } from './failregex.ts'
import { httpFilters, lostFilters } from './http-filters.ts'
import { type Jail, type Jails, readJails, secondsOf } from './read-jails.ts'
import { banClause, type JailWriting, noteOptions, noteOther, numberOption } from './jail-options.ts'

/**
 * Converts the jails of fail2ban to policy text: a jail that counts replies becomes a `limit … counting only replies`, and one that
 * looks for user agents a `block`. Its ban is a `then block for`. Comments name jails that are not about HTTP.
 */
export function importFail2ban(text: string, file: string, included?: ReadIncluded): ImportedPolicy {
  const draft = createDraft(file, `imported from ${file} (jails of fail2ban)`)
  const tests = createTextTests(draft, true)
  const { jails, hasDefaults }: Jails = readJails(text, file, draft, included)
  if (!hasDefaults && jails.length > 0)
    draft.note(
      1,
      'jail.conf was not read: where this file sets no value, maxretry is 5 and findtime 10m, as in the one of Debian',
    )
  const exempt = new Map<string, string[]>()
  for (const jail of jails) {
    const filter = readFilter(jail, included)
    const names = writeJail(jail, filter, { draft, tests })
    const ignored = names.length === 0 ? '' : ignoredAddresses(jail, { draft, tests })
    if (ignored !== '') exempt.set(ignored, [...(exempt.get(ignored) ?? []), ...names])
  }
  for (const [ignored, names] of exempt) draft.rule(`exempt ip in ${ignored} from ${names.map(quoted).join(', ')}`)
  const { path } = tests.seen()
  if (path) draft.declare('paths match exactly')
  noteAgents(draft, 1)
  return finishDraft(draft)
}

/** Writes the rules of a jail, and returns the names of its limits. */
function writeJail(jail: Jail, filter: FilterFile, writing: JailWriting): readonly string[] {
  const { draft } = writing
  const note = (message: string): void => draft.note(jail.line, `jail ${jail.name}: ${message}`, jail.file)
  const known = Object.hasOwn(httpFilters, filter.name) ? httpFilters[filter.name] : undefined
  if (filter.name === 'apache-badbots') {
    writeBadBots(jail, filter, writing)
    return []
  }
  if (Object.hasOwn(lostFilters, filter.name)) {
    note(lostFilters[filter.name]!)
    return []
  }
  if (known !== undefined && !filter.isOwn) {
    const { statuses, paths, difference } = known
    if (difference !== undefined) note(difference)
    const counted: Counted = { statuses, condition: paths === undefined ? { kind: 'always' } : pathIn(paths) }
    return writeLimits(jail, [counted], writing)
  }
  const read = filter.failregex.map((line) => ({ line, counted: readFailregex(line, writing.tests) }))
  if (read.every(({ counted }) => counted === undefined)) {
    noteOther(jail, filter, writing)
    return []
  }
  const all = read.flatMap(({ line, counted }): readonly Counted[] => {
    if (counted === undefined) {
      note(`the expression ${line} has no equivalent`)
      return []
    }
    const condition = certainly(counted.condition)
    const place = { line: jail.line, label: `jail ${jail.name}`, ...(jail.file !== undefined && { file: jail.file }) }
    noteDifferences(counted.condition, condition.kind === 'never', place, draft)
    return condition.kind === 'never' ? [] : [{ statuses: counted.statuses, condition }]
  })
  return writeLimits(jail, all, writing)
}

interface Counted {
  readonly statuses: readonly number[] | undefined
  readonly condition: Condition
}

/** Writes a limit for each kind of requests that a jail counts, and returns their names. */
function writeLimits(jail: Jail, all: readonly Counted[], writing: JailWriting): readonly string[] {
  const { draft } = writing
  const note = (message: string): void => draft.note(jail.line, `jail ${jail.name}: ${message}`, jail.file)
  const maxRetry = numberOption(jail, 'maxretry', 5)
  const period = periodText((secondsOf(jail.option('findtime')?.value ?? '10m') ?? Number.NaN) * 1_000)
  if (maxRetry === undefined || period === undefined) {
    note('it is not imported: maxretry or findtime cannot be read, or has no equivalent')
    return []
  }
  noteOptions(jail, writing)
  const ban = banClause(jail, writing)
  if (all.length > 1) note('fail2ban counts together what its expressions match; here each is counted by itself')
  if (all.some(({ condition }) => condition.kind !== 'always'))
    note('fail2ban bans for all requests; here only those are refused that the rule counts')
  return all.map(({ statuses, condition }, index) => {
    const name = index === 0 ? jail.name : `${jail.name} ${index + 1}`
    const when = condition.kind === 'always' ? '' : `  when ${conditionText(condition)}`
    const counting = statuses === undefined ? '' : `  counting only replies ${[...new Set(statuses)].join(', ')}`
    draft.rule(`limit ${maxRetry} per ${period} per ip exact${when}  as ${quoted(name)}${counting}${ban}`)
    return name
  })
}

/** Blocks the user agents of a filter for which one request is enough. */
function writeBadBots(jail: Jail, filter: FilterFile, writing: JailWriting): void {
  const { draft, tests } = writing
  const names = ['badbots', 'badbotscustom'].flatMap((name) => filter.option(name) ?? [])
  const place = (message: string): void => draft.note(jail.line, `jail ${jail.name}: ${message}`, jail.file)
  if (names.length === 0)
    return place('its filter could not be read; the catalogue has bots too: `bots bad = catalog "…"`')
  noteOptions(jail, writing)
  place('fail2ban bans after the first requests; here every one is refused')
  const expression = tests.any(names.map((each) => tests.regex({ kind: 'agent' }, `^(?:${each})$`, false)))
  const condition = certainly(expression)
  noteDifferences(expression, condition.kind === 'never', { line: jail.line, label: `jail ${jail.name}` }, draft)
  if (condition.kind === 'never') return
  const ignored = ignoredAddresses(jail, writing)
  draft.rule(
    `block ${conditionText(condition)}${ignored === '' ? '' : `  unless ip in ${ignored}`}  as ${quoted(jail.name)}`,
  )
}

/** Returns the addresses of `ignoreip` as policy text, or an empty text. */
function ignoredAddresses(jail: Jail, { draft }: JailWriting): string {
  const ignored = jail.option('ignoreip')
  const texts = ignored?.value.split(/[\s,]+/).filter((each) => each !== '') ?? []
  const entries = texts.flatMap((each) => addressEntry(each) ?? [])
  const others = texts.filter((each) => addressEntry(each) === undefined)
  if (others.length > 0 && ignored !== undefined)
    draft.note(ignored.line, `ignoreip: left out ${others.join(' ')}, which is not an address`, ignored.file)
  return entries.length === 0 ? '' : draft.list('ignored', entries)
}
