import type { Awaitable, Charge, Consumed } from '../counters/store.ts'
import { findCounters, type FoundCounters } from '../decide/find-counters.ts'
import type { CounterSubject, KeyText } from '../decide/key-texts.ts'
import type { LimitStanding, RuleRef } from '../decision.ts'
import type { CountersReport } from '../events/gate-events.ts'
import type { EdgeSubject, EdgeSubjects } from './edge-subjects.ts'
import type { Runtime } from './runtime.ts'
import type { StoreGuard } from './store-guard.ts'

/** The counters of a gate, for operators. Shadow limits are read and reset too; blocks have no effect on them. */
export interface GateCounters {
  /**
   * The newest subjects that a limit refused, or that had less than a fifth of a limit left, newest first; at most 1,000. Stores keep only digests of
   * keys, so other subjects are not known by name.
   */
  edge(): readonly EdgeSubject[]
  /** The present state of the limits that count a subject; nothing is charged. */
  read(subject: CounterSubject): Promise<SubjectCounters>
  /** Makes the counters of a subject blank, and ends its blocks. Returns their state after that. Rejects if the store fails. */
  reset(subject: CounterSubject): Promise<SubjectCounters>
  /**
   * Blocks a subject for `forMs` milliseconds from now: requests to which one of these limits applies are refused, whatever their counts are. 0 ends
   * its blocks: those of operators, after which the counts are as before, and those that a limit began (`then block for`), after which its counter is
   * blank. Returns the state after that. Rejects with a `RangeError` if there is no room for further blocks, and if the store fails.
   */
  block(subject: CounterSubject, forMs: number): Promise<SubjectCounters>
  /**
   * Returns all counters in the memory of this process, except places at once, as bytes in parts, for `GateOptions.restored` of a later process. Requests may
   * be decided between two parts; what is counted after the first one may be missing. A part has at most 512 subjects, so that making one takes less than a millisecond. The parts contain a
   * secret: with it, a client that chooses its keys could make them collide. Undefined for a gate with a `store`.
   */
  snapshot(): Generator<Uint8Array<ArrayBuffer>, void> | undefined
}

/** The limits that count a subject. */
export interface SubjectCounters {
  readonly counters: readonly SubjectCounter[]
  /** Limits by parts of keys of which some are given, and others are not. */
  readonly incomplete: readonly { readonly limit: RuleRef; readonly missing: readonly string[] }[]
  /** Whether `limit` names a limit of the policy; true if it is absent. */
  readonly isLimitKnown: boolean
}

/** One limit of a subject. */
export interface SubjectCounter {
  readonly limit: LimitStanding
  readonly key: readonly KeyText[]
  readonly shadow: boolean
}

/** The parts of a gate that its counters use. */
export interface GateCountersContext {
  readonly current: () => Runtime
  readonly store: StoreGuard
  readonly edges: EdgeSubjects
  readonly monotonicMs: () => number
  readonly wallMs: () => number
  readonly emit: (change: CountersReport) => void
}

/** Creates the counters of a gate for operators. */
export function createGateCounters({
  current,
  store,
  edges,
  monotonicMs,
  wallMs,
  emit,
}: GateCountersContext): GateCounters {
  const findIn = ({ plan, decisions, charging }: Runtime, subject: CounterSubject): FoundCounters =>
    findCounters({ plan, refs: decisions.refs, charging }, subject, wallMs())

  /** Reports a change that has been made, with the parts of the key that were meant. */
  function changed(
    action: CountersReport['action'],
    subject: CounterSubject,
    found: FoundCounters,
    forMs?: number,
  ): void {
    const at = { atMs: wallMs(), clockMs: monotonicMs() }
    emit({ action, subject: withParts(subject, found), ...(forMs !== undefined && { forMs }), ...at })
  }

  async function read(subject: CounterSubject): Promise<SubjectCounters> {
    const own = current()
    return withStates(own, wallMs(), findIn(own, subject), (charges) => store.peek(charges, monotonicMs()))
  }

  async function makeBlank(counters: FoundCounters['counters']): Promise<void> {
    await store.reset(
      counters.map(({ charge }) => charge),
      monotonicMs(),
    )
    forget(counters)
  }

  function forget(counters: FoundCounters['counters']): void {
    for (const { applied, key } of counters) edges.forget(current().decisions.refs[applied.rule]!, key)
  }

  async function blockedOf(subject: CounterSubject): Promise<FoundCounters['counters']> {
    const blocked = new Set(
      (await read(subject)).counters.flatMap(({ limit }) => (limit.blocked === true ? [limit.rule.id] : [])),
    )
    const own = current()
    return findIn(own, subject).counters.filter(({ applied }) => blocked.has(own.decisions.refs[applied.rule]!.id))
  }

  async function setBlocks(subject: CounterSubject, forMs: number): Promise<void> {
    const own = current()
    const refs = findIn(own, subject).counters.filter(({ applied }) => !own.plan.model.rules[applied.rule]!.shadow)
    const isDone = await store.block(
      refs.map(({ charge }) => charge),
      forMs,
      monotonicMs(),
    )
    if (!isDone) throw new RangeError('there is no room for further blocks')
  }

  async function endBlocks(subject: CounterSubject): Promise<void> {
    forget(await blockedOf(subject))
    await setBlocks(subject, 0)
    // WHY blank: what is still blocked was blocked by its limit, and that is what such a counter is when its block ends by itself.
    await makeBlank(await blockedOf(subject))
  }

  return {
    edge: edges.newest,
    snapshot: () => store.snapshot?.(monotonicMs()),
    read,
    reset: async (subject) => {
      const found = findIn(current(), subject)
      await makeBlank(found.counters)
      changed('reset', subject, found)
      return read(subject)
    },
    block: async (subject, forMs) => {
      const found = findIn(current(), subject)
      await (forMs > 0 ? setBlocks(subject, forMs) : endBlocks(subject))
      changed('block', subject, found, Math.max(0, forMs))
      return read(subject)
    },
  }
}

async function withStates(
  own: Runtime,
  wallMs: number,
  { counters, ...rest }: FoundCounters,
  peek: (charges: readonly Charge[]) => Awaitable<Consumed | undefined>,
): Promise<SubjectCounters> {
  const states: SubjectCounter[] = []
  // WHY one by one: charges of one call must not name a subject with two keys.
  for (const { applied, charge, key } of counters) {
    const answer = await peek([charge])
    const reading = answer?.readings[0]
    if (reading === undefined) throw new Error('the store of the counters is not available')
    states.push({
      limit: own.decisions.standingOf(applied, reading, wallMs),
      key,
      shadow: own.plan.model.rules[applied.rule]!.shadow,
    })
  }
  return { ...rest, counters: states }
}

/** The subject with a value for each part that is meant, in place of the one for any part. */
function withParts({ ip, user, key, limit }: CounterSubject, { counters }: FoundCounters): CounterSubject {
  const { '': any, ...named } = key ?? {}
  const others = counters.flatMap(({ key: parts }) => parts.map(({ part }) => part)).filter((part) => part !== 'user')
  const meant = any === undefined ? {} : Object.fromEntries(others.map((part) => [part, any]))
  return {
    ...(ip !== undefined && { ip }),
    ...(user !== undefined && { user }),
    ...(key !== undefined && { key: { ...meant, ...named } }),
    ...(limit !== undefined && { limit }),
  }
}
