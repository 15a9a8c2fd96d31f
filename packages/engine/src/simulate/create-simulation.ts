import { createZoneReader } from '@tidegate/values'
import { checkOptions } from '../check-options.ts'
import { createMemoryStore } from '../counters/memory-store.ts'
import type { Charge, Consumed, CounterStats } from '../counters/store.ts'
import { type Charged, chargedBy } from '../decide/charged.ts'
import { Charging, type LaterCharge } from '../decide/charging.ts'
import { createDecide } from '../decide/decide.ts'
import { type Counting, findCounters } from '../decide/find-counters.ts'
import type { CounterSubject } from '../decide/key-texts.ts'
import { ruleRefsOf } from '../decide/rule-refs.ts'
import { type Verdict, verdictOfRefusal, Verdicts } from '../decide/verdict.ts'
import { createJudge } from '../judge/create-judge.ts'
import type { Plan } from '../plan/plan.ts'
import { createEnds } from './ends.ts'
import { sharedLayout, spreadLayout } from './spread-layout.ts'
import { createPastRequestReader, type PastRequest, type PastRequestOptions } from './read-past-request.ts'

/** Decides past requests in order, as a gate with the memory store would have decided them. */
export interface Simulation {
  /**
   * Returns the verdict on a request at `atMs`, milliseconds since 1970, which is the time for windows and counters. Limits that count replies are
   * charged by `status`, the status of the recorded reply, or by the verdict's own status if the request is refused. Requests that are admitted hold
   * places of limits `at once` until their `lastsMs` have passed.
   */
  readonly decide: (request: PastRequest, atMs: number, status: number) => Verdict
  /**
   * Decides a request that a decision log recorded: windows by the wall clock, limits by the clock of the counters, and replies when they were settled.
   * `earlier` is what `counted` was for the same request before.
   */
  readonly admit: (request: PastRequest, at: RecordedClocks, earlier?: Charged) => PastAdmission
  /** Changes counters as an operator did: resets them, blocks them for `forMs`, or ends their blocks (0). */
  readonly operate: (change: PastChange, at: RecordedClocks) => void
  /**
   * Replaces the plan by one of the same policy with or without rules that operators added, as a reload does: counts carry over. Verdicts name rules by the
   * first plan.
   */
  readonly replace: (next: Plan) => void
  /** The fingerprint of the plan in force. */
  readonly fingerprint: () => string
  readonly counters: () => CounterStats
}

/** A past change of counters by an operator. */
export interface PastChange {
  readonly action: 'reset' | 'block'
  readonly subject: CounterSubject
  readonly forMs: number
}

/** The clocks of a gate at a decision. */
export interface RecordedClocks {
  /** Milliseconds since 1970, which windows are compared with. */
  readonly atMs: number
  /** The clock of the counters, in milliseconds. */
  readonly clockMs: number
}

/** A past decision whose reply may still be counted. */
export interface PastAdmission {
  readonly verdict: Verdict
  /** Counts the reply, `clockMs` by the clock of the counters; absent if no limit waits for it. `status` is undefined if the client left before one. */
  readonly settle?: (status: number | undefined, clockMs: number) => void
  /** What was counted, for a second decision about the same request; undefined if nothing was. */
  readonly counted?: Charged
}

/** Options of a simulation. */
export interface SimulationOptions extends PastRequestOptions {
  /** Random numbers for the memory store: the same numbers give the same evictions, if any. Default: the platform's secure generator. */
  readonly random?: () => number
  /** The option `capacity` of the gate. Default 100,000. */
  readonly capacity?: number
  /**
   * The number of processes that count separately, each with its share of every limit. The requests of each client are taken as evenly spread over
   * them, so that together they admit the share times this number. Default 1.
   */
  readonly processes?: number
  /** Whether the requests are those of one of these processes, as a decision log has them. Default false: they are those of all. */
  readonly isOneProcess?: boolean
  /** Receives the charges of each request before they are made: what counts it, by which keys. */
  readonly onCharges?: (charges: readonly Charge[]) => void
}

/** What depends on the plan in force. */
interface InForce extends Counting {
  readonly charging: Charging
  readonly read: ReturnType<typeof createPastRequestReader>
  readonly decideFacts: ReturnType<typeof createDecide>
}

const simulationOptionNames: readonly (keyof SimulationOptions)[] = [
  'facts',
  'plugins',
  'onWarning',
  'random',
  'processes',
  'isOneProcess',
  'onCharges',
  'ambiguousPaths',
  'duplicateParameters',
  'encodedSlash',
]

/**
 * Creates a simulation of a plan with empty counters. It computes verdicts from facts with the same code as a gate (`createDecide`), and takes the
 * time from the requests instead of a clock. It does not create the parts of a decision that only clients and logs need.
 */
export function createSimulation(plan: Plan, options: SimulationOptions = {}): Simulation {
  checkOptions('createSimulation', options, simulationOptionNames)
  const { random, capacity, processes = 1, isOneProcess = false, onCharges } = options
  const store = createMemoryStore({
    ...(random !== undefined && { random }),
    ...(capacity !== undefined && { capacity }),
  })
  let leases = 0
  const newLease = (): string => String(leases++)
  const consume = (charges: readonly Charge[], nowMs: number): Consumed => {
    onCharges?.(charges)
    return store.consume(charges, nowMs)
  }
  const indexOfId = new Map(plan.model.rules.map(({ id }, index) => [id, index]))
  let inForce = laidOut(plan)
  const ends = createEnds<readonly LaterCharge[]>((held, endMs) => store.release(inForce.charging.locate(held), endMs))

  function laidOut(next: Plan): InForce {
    const { model } = next
    const layout = (isOneProcess ? sharedLayout : spreadLayout)(next.layout, processes)
    store.layout(layout)
    const zones = createZoneReader()
    const charging = new Charging(next, layout, zones)
    const parts = { judge: createJudge(next, zones), charging, verdicts: new Verdicts(model, false) }
    return {
      plan: next,
      charging,
      refs: ruleRefsOf(model),
      read: createPastRequestReader(next, options),
      decideFacts: createDecide(parts, consume, newLease),
    }
  }

  /** The verdict in terms of the first plan. */
  function byFirstPlan(verdict: Verdict): Verdict {
    if (inForce.plan === plan) return verdict
    const { rules } = inForce.plan.model
    const firstOf = (rule: number): number => (rule < 0 ? rule : (indexOfId.get(rules[rule]!.id) ?? -1))
    const rule = firstOf(verdict.rule)
    return {
      ...verdict,
      rule,
      shadows: verdict.shadows.map(firstOf).filter((index) => index >= 0),
      ...(rule < 0 && verdict.rule >= 0 && { addedRule: rules[verdict.rule]!.id }),
    }
  }

  function decide(request: PastRequest, atMs: number, status: number): Verdict {
    ends.passTo(atMs)
    const { read, decideFacts, charging } = inForce
    const reading = read(request, atMs)
    if (reading.kind === 'refusal') return verdictOfRefusal(reading)
    const decided = decideFacts(reading.facts, atMs)
    if (decided instanceof Promise) throw new TypeError('the memory store is synchronous')
    const { verdict, waiting, held } = decided
    if (held !== undefined) ends.add(held, atMs + (request.lastsMs ?? 0))
    if (waiting !== undefined) {
      const due = charging.due(waiting, verdict.outcome === 'pass' ? status : verdict.status, atMs)
      if (due.length > 0) store.settle(due, atMs)
    }
    return verdict
  }

  function admit(request: PastRequest, { atMs, clockMs }: RecordedClocks, earlier?: Charged): PastAdmission {
    ends.passTo(clockMs)
    const { read, decideFacts } = inForce
    const reading = read(request, atMs)
    if (reading.kind === 'refusal') return { verdict: verdictOfRefusal(reading) }
    const decided = decideFacts(reading.facts, clockMs, earlier)
    if (decided instanceof Promise) throw new TypeError('the memory store is synchronous')
    const { verdict, waiting, held } = decided
    if (held !== undefined) ends.add(held, clockMs + (request.lastsMs ?? 0))
    const counted = chargedBy(decided, earlier)
    return {
      verdict: byFirstPlan(verdict),
      ...(waiting !== undefined && {
        settle: (status: number | undefined, settledMs: number) => {
          const due = inForce.charging.due(waiting, status, atMs + settledMs - clockMs)
          if (due.length > 0) store.settle(due, settledMs)
        },
      }),
      ...(counted !== undefined && { counted }),
    }
  }

  function operate({ action, subject, forMs }: PastChange, { atMs, clockMs }: RecordedClocks): void {
    ends.passTo(clockMs)
    const found = findCounters(inForce, subject, atMs).counters
    const charges = found.map(({ charge }) => charge)
    if (action === 'reset') {
      store.reset(charges, clockMs)
      return
    }
    const enforced = found.flatMap(({ applied, charge }) =>
      inForce.plan.model.rules[applied.rule]!.shadow ? [] : [charge],
    )
    store.block(enforced, forMs, clockMs)
    if (forMs > 0) return
    // What is still blocked was blocked by its limit, and is blank after that.
    store.reset(
      charges.filter((charge) => store.peek([charge], clockMs).readings[0]!.blocked === true),
      clockMs,
    )
  }

  return {
    decide,
    admit,
    operate,
    replace: (next) => {
      inForce = laidOut(next)
    },
    fingerprint: () => inForce.plan.model.fingerprint,
    counters: () => store.stats(),
  }
}
