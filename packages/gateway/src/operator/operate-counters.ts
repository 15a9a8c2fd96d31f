import type { Gate, KeyText, LimitStanding, SubjectCounter, SubjectCounters } from '@tidegate/engine'
import { parseIp } from '@tidegate/values'
import { exportCounters } from './export-counters.ts'
import { type NamedSite, sitesNamed } from './name-sites.ts'
import type { Actor, OperatorProblem, OperatorResult } from './operator-result.ts'
import type {
  CounterChange,
  CounterQuery,
  CounterState,
  OperatorBlock,
  OperatorCounters,
  Subject,
} from './counter-operations.ts'
import type { SiteRefusal } from './refusal-answers.ts'
import type { ChangeRecord } from './record-changes.ts'
import { type BegunBlock, createOperatorBlocks } from './operator-blocks.ts'
import { isPartOf } from './part-of-client.ts'
import { periodText } from './period-text.ts'

/** The operator's view of counters, and which of their blocks refused a request. */
export interface OperatedCounters extends OperatorCounters {
  readonly blockOf: (refusal: SiteRefusal) => OperatorBlock | undefined
  /** The blocks that have not ended, with whom they were made for. */
  readonly begun: () => readonly BegunBlock[]
}

/** A block lasts at least a second, and at most 30 days. */
const leastMs = 1_000
const mostMs = 30 * 86_400_000
const defaultMax = 100
const mostStates = 1_000

interface Read extends SubjectCounters {
  readonly site: NamedSite
}

/** Creates the operator's view of the counters of these sites. */
export function operateCounters(
  sites: readonly NamedSite[],
  changes: ChangeRecord,
  wallMs: () => number,
  kept: readonly BegunBlock[] = [],
): OperatedCounters {
  const blocks = createOperatorBlocks(wallMs, kept)

  function stateOf(
    site: string,
    limit: LimitStanding,
    key: readonly KeyText[],
    atMs: number,
    shadow: boolean,
  ): CounterState {
    const block = blocks.find(site, limit.rule, key)
    return { site, limit, key, atMs, ...(shadow && { shadow }), ...(block !== undefined && { block }) }
  }

  function list(query: CounterQuery = {}): readonly CounterState[] {
    const found = sitesNamed(sites, query.site)
    if ('code' in found) return []
    const max = Math.min(query.max ?? defaultMax, mostStates)
    const seen = found.flatMap(({ site, gate }) =>
      gate.counters.edge().map(({ limit, key, atMs }) => stateOf(site, limit, key, atMs, false)),
    )
    const names = new Set(found.map(({ site }) => site))
    const unseen = isOneAskedFor(query)
      ? blocks.begun().filter(({ block }) => names.has(block.site) && !seen.some((state) => state.block === block))
      : []
    const blocked = unseen.map(({ block, state }) => stateOf(block.site, state, block.key, block.sinceMs, false))
    return [...seen, ...blocked]
      .filter((state) => isAskedFor(state, query, wallMs()))
      .toSorted((a, b) => b.atMs - a.atMs)
      .slice(0, max)
  }

  /** What the gates know about a subject, or why nothing is meant by it. `call` is what is done to each gate first. */
  async function ask(
    subject: Subject,
    call: (counters: Gate['counters'], subject: Subject) => Promise<SubjectCounters>,
  ): Promise<readonly Read[] | OperatorProblem> {
    const fault = faultOf(subject)
    if (fault !== undefined) return fault
    const found = sitesNamed(sites, subject.site)
    if ('code' in found) return found
    try {
      const before: Read[] = []
      for (const site of found) before.push({ ...(await site.gate.counters.read(subject)), site })
      const nothing = nothingMeant(before, subject)
      if (nothing !== undefined) return nothing
      const meant = before.filter(({ counters }) => counters.length > 0)
      const done: Read[] = []
      for (const { site } of meant) done.push({ ...(await call(site.gate.counters, subject)), site })
      return done
    } catch (error) {
      return problemOf(error)
    }
  }

  function statesOf(read: readonly Read[]): readonly CounterState[] {
    return read.flatMap(({ site: { site }, counters }) =>
      counters.map(({ limit, key, shadow }) => stateOf(site, limit, key, wallMs(), shadow)),
    )
  }

  async function show(subject: Subject): Promise<OperatorResult<readonly CounterState[]>> {
    const read = await ask(subject, (counters, asked) => counters.read(asked))
    return 'code' in read ? { kind: 'problem', problem: read } : { kind: 'done', value: statesOf(read) }
  }

  /** Changes the counters of a subject, and records that. */
  async function change(
    subject: Subject,
    actor: Actor,
    action: 'reset' | 'block' | 'unblock',
    call: (counters: Gate['counters'], subject: Subject) => Promise<SubjectCounters>,
    note: (site: string, counter: SubjectCounter) => void,
  ): Promise<OperatorResult<CounterChange>> {
    const before = await show(subject)
    if (before.kind === 'problem') return before
    const read = await ask(subject, call)
    if ('code' in read) return { kind: 'problem', problem: read }
    for (const { site, counters } of read) for (const counter of counters) note(site.site, counter)
    const after = statesOf(read)
    for (const { site } of read) {
      const own = (states: readonly CounterState[]): string =>
        states
          .filter((state) => state.site === site.site)
          .map(stateText)
          .join(', ')
      changes.add(actor, {
        action,
        site: site.site,
        what: subjectText(subject),
        before: own(before.value),
        after: own(after),
      })
    }
    return { kind: 'done', value: { before: before.value, after } }
  }

  async function block(subject: Subject, forMs: number, actor: Actor): Promise<OperatorResult<CounterChange>> {
    if (!(forMs >= leastMs && forMs <= mostMs))
      return problem('invalid', 'a block lasts from 1 second to 30 days', 'write a time such as 10m, 1h or 2d')
    return change(
      subject,
      actor,
      'block',
      (counters, asked) => counters.block(asked, Math.round(forMs)),
      (site, { limit, key, shadow }) => {
        const atMs = wallMs()
        const added = { site, limit: limit.rule, key, sinceMs: atMs, untilMs: atMs + forMs, by: actor.name }
        if (!shadow) blocks.add(added, limit, subject)
      },
    )
  }

  function ended(site: string, { limit, key }: SubjectCounter): void {
    blocks.end(site, limit.rule, key)
  }

  return {
    list,
    show,
    reset: (subject, actor) => change(subject, actor, 'reset', (counters, asked) => counters.reset(asked), ended),
    block,
    unblock: (subject, actor) =>
      change(subject, actor, 'unblock', (counters, asked) => counters.block(asked, 0), ended),
    blocks: blocks.list,
    export: (site, actor) => exportCounters(sites, site, actor, changes, wallMs),
    begun: blocks.begun,
    blockOf: (refusal) => blocks.refused(refusal),
  }
}

function faultOf({ ip, user, key, limit }: Subject): OperatorProblem | undefined {
  if (ip !== undefined && parseIp(ip) === undefined)
    return problemWith('invalid', `\`${ip}\` is not an address`, 'write it as 203.0.113.9 or 2001:db8::1').problem
  if (ip === undefined && user === undefined && limit === undefined && Object.keys(key ?? {}).length === 0)
    return problemWith('invalid', 'no subject is given', 'give --ip, --user, --key or --limit').problem
  return undefined
}

/** Why nothing is meant by a subject; undefined if something is. */
function nothingMeant(read: readonly Read[], subject: Subject): OperatorProblem | undefined {
  if (read.some(({ counters }) => counters.length > 0)) return undefined
  if (!read.some(({ isLimitKnown }) => isLimitKnown))
    return problemWith('unknown-limit', `there is no limit \`${subject.limit}\``, limitsHelp(read)).problem
  const incomplete = read.flatMap((each) => each.incomplete)
  const [first] = incomplete
  if (first !== undefined) {
    const name = first.limit.name ?? first.limit.text
    const message = `the limit \`${name}\` also counts by ${first.missing.map((part) => `\`${part}\``).join(' and ')}`
    return problemWith('not-counted', message, 'give that too: --ip, --user, or --key for other parts').problem
  }
  const instead =
    subject.ip === undefined
      ? 'add a limit to the policy, or name one that is counted in total with --limit'
      : `to refuse the address nevertheless: tidegate tighten 'block ip in ${subject.ip}' --for 1h`
  return problemWith('not-counted', 'no limit is counted by the given parts', instead).problem
}

function limitsHelp(read: readonly Read[]): string {
  const names = read.flatMap(({ site }) =>
    site.gate.plan.model.rules.flatMap(({ kind, name }) => (kind === 'limit' && name !== undefined ? [name] : [])),
  )
  return names.length === 0
    ? 'no limit has a name: write it as `file:line`'
    : `limits are ${names.map((name) => `\`${name}\``).join(', ')}`
}

function problemOf(error: unknown): OperatorProblem {
  const message = error instanceof Error ? error.message : String(error)
  return error instanceof RangeError
    ? { code: 'full', message, help: 'end other blocks first: tidegate counters list --blocked' }
    : { code: 'store', message: `the counters cannot be changed now: ${message}` }
}

function problemWith(
  code: OperatorProblem['code'],
  message: string,
  help: string,
): { readonly kind: 'problem'; readonly problem: OperatorProblem } {
  return { kind: 'problem', problem: { code, message, help } }
}

const problem = problemWith

/** Whether blocks or a subject are asked for, and not only who is close to some limit. */
function isOneAskedFor({ blocked, ip, user, key }: CounterQuery): boolean {
  return blocked === true || ip !== undefined || user !== undefined || key !== undefined
}

/** Whether a remembered state is of the subject that is asked for: of what is given, all has to match. */
function isAskedFor({ limit, key, block, atMs }: CounterState, query: CounterQuery, nowMs: number): boolean {
  const isBlocked = block !== undefined || (limit.blocked === true && atMs + limit.retryAfterMs > nowMs)
  if (query.blocked === true && !isBlocked) return false
  if (
    query.limit !== undefined &&
    ![limit.rule.name, limit.rule.id, `${limit.rule.file}:${limit.rule.line}`].includes(query.limit)
  )
    return false
  const has = (isIt: (part: KeyText) => boolean): boolean => key.some(isIt)
  if (query.ip !== undefined && !has((part) => part.part !== 'user' && isPartOf(part, query.ip, undefined) === true))
    return false
  if (query.user !== undefined && !has(({ part, value }) => part === 'user' && value === query.user)) return false
  return Object.entries(query.key ?? {}).every(([name, wanted]) =>
    has(({ part, value }) => (name === '' || part === name) && value === wanted),
  )
}

/** A subject in words, for the record of changes. */
export function subjectText({ ip, user, key = {}, limit }: Subject): string {
  const parts = [
    ...(ip === undefined ? [] : [`ip ${ip}`]),
    ...(user === undefined ? [] : [`user ${user}`]),
    ...Object.entries(key).map(([part, value]) => `${part === '' ? 'key' : part} ${value}`),
    ...(limit === undefined ? [] : [`limit ${limit}`]),
  ]
  return parts.join(', ')
}

function stateText({ limit, block, atMs }: CounterState): string {
  const name = limit.rule.name ?? `${limit.rule.file}:${limit.rule.line}`
  // What remains of a bucket is relative to its burst.
  const whole = limit.burst === undefined ? `${limit.count} ${periodText(limit)}` : `a burst of ${limit.burst}`
  const left = `${name}: ${limit.remaining} of ${whole} left`
  const untilMs = block?.untilMs ?? (limit.blocked === true ? atMs + limit.retryAfterMs : undefined)
  return untilMs === undefined ? left : `${left}, blocked until ${new Date(untilMs).toISOString()}`
}
