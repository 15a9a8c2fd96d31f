import { randomBytes } from 'node:crypto'
import type { Decision, DecisionReport, Gate, Outcome } from '@tidegate/engine'
import type { DecisionLine, GapLine, OperatorLine, PolicyLine, SettledLine } from './decision-line.ts'
import { addressesText, createDescriber, policyOf, resultOf } from './describe-decision.ts'
import { describeSubject } from './describe-change.ts'
import { createLineWriter, type LineWriterOptions, type LineWriterStats } from './line-writer.ts'
import { createPrivacy, keyOf, type PrivacyOptions } from './privacy.ts'
import { safeJson } from './safe-json.ts'

/** Where decisions are logged, which ones, and what is hidden. */
export interface DecisionLogOptions
  extends
    Omit<PrivacyOptions, 'key'>,
    Pick<LineWriterOptions, 'file' | 'maxWaitingBytes' | 'maxFileBytes' | 'keptFiles'> {
  /** The share of decisions that is logged, by outcome, from 0 to 1. Default: all. */
  readonly sample?: { readonly [Name in Outcome]?: number }
  /** File with the key of hashes, at least 16 bytes. Default: the environment variable `TIDEGATE_DECISION_LOG_KEY`, or else a random key of the process. */
  readonly keyFile?: string
  /** Further header fields to write, in addition to Host, User-Agent and those that the policy reads. */
  readonly fields?: readonly string[]
  /** Texts that every line has. */
  readonly labels?: Readonly<Record<string, string>>
  /** Receives what the operator has to know: lines that were dropped, a disk that is full. Default: standard error. */
  readonly onProblem?: (message: string) => void
  /** Returns a number from 0 (inclusive) to 1 (exclusive), for samples. Default `Math.random`. */
  readonly random?: () => number
  /** The wall clock in milliseconds since 1970, for lines that are not decisions. Default `Date.now`. */
  readonly wallMs?: () => number
}

/** What is known about a gate whose decisions are logged. */
export interface FollowedGate {
  /** Texts of its lines, in addition to those of the log: its site, for instance. */
  readonly labels?: Readonly<Record<string, string>>
  /** Whether its counters are in a store that other processes may share. Default false. */
  readonly hasStore?: boolean
}

/** A gate to whose policy statements can be added. */
export interface AmendableGate {
  readonly additions?: () => readonly { readonly file: string; readonly text: string }[]
}

/** A log of decisions that `tidegate replay` reads back to the same decisions. */
export interface DecisionLog {
  /** Logs the decisions of a gate from now on. Returns a function that ends this. */
  readonly follow: (gate: Gate & AmendableGate, about?: FollowedGate) => () => void
  /** Opens the file again by its name, after a rotation. */
  readonly reopen: () => void
  /** Resolves when everything up to now is written, or after `withinMs`. */
  readonly flush: (withinMs: number) => Promise<void>
  /** Writes what waits, for at most two seconds, and closes the file. */
  readonly close: () => Promise<void>
  readonly stats: () => LineWriterStats
}

/** How many logged decisions can be settled later, if not all are logged. */
const maxAwaited = 10_000

interface Followed {
  readonly policyLine: (event: PolicyLine['event']) => string
}

/** Opens a log of decisions. Throws a `LogFileError` if the file cannot be opened, and a `TypeError` for invalid options. */
export function openDecisionLog(options: DecisionLogOptions): DecisionLog {
  const { sample = {}, fields = [], onProblem = console.error, random = Math.random } = options
  const { wallMs = Date.now } = options
  const privacy = createPrivacy({ ...options, ...keyOf(options.keyFile) })
  const shares: Readonly<Record<Outcome, number>> = { pass: 1, block: 1, limit: 1, ...sample }
  const isSampled = Object.values(shares).some((share) => share < 1)
  const more = fields.map((name) => name.toLowerCase())
  const followed = new Set<Followed>()
  const writer = createLineWriter({
    ...options,
    title: 'decision log',
    onProblem,
    head: () => [...followed].map(({ policyLine }) => policyLine('continued')).join(''),
    gap: (count) => line({ type: 'gap', timestamp: new Date(wallMs()).toISOString(), count } satisfies GapLine),
  })

  function follow(gate: Gate & AmendableGate, { labels: own, hasStore = false }: FollowedGate = {}): () => void {
    const id = randomBytes(6).toString('base64url')
    const all = { ...options.labels, ...own }
    const labels = Object.keys(all).length === 0 ? {} : { labels: all }
    const awaited = new Set<string>()
    let clockMs = 0
    let lastPolicy: Decision['policy'] | undefined
    let policyName: DecisionLine['policy']
    let { plan } = gate
    let additions = added()

    function added(): readonly { readonly file: string; readonly text: string }[] {
      return (gate.additions?.() ?? []).map(({ file, text }) => ({ file, text }))
    }

    let describer = createDescriber(plan, privacy, more)

    function policyLine(event: PolicyLine['event']): string {
      const { inputs, model } = plan
      return line({
        type: 'policy',
        version: 1,
        event,
        timestamp: new Date(wallMs()).toISOString(),
        clock_ms: clockMs,
        gate: id,
        ...labels,
        policy: policyOf(model),
        ...(additions.length > 0 && { additions }),
        counters: hasStore ? 'store' : 'memory',
        reads: {
          headers: [...new Set([...inputs.headers, ...more])],
          cookies: inputs.cookies,
          queries: inputs.queries,
          facts: model.facts.map(({ name }) => name),
        },
        sample: shares,
        addresses: addressesText(privacy.addresses),
      } satisfies PolicyLine)
    }

    function decided(report: DecisionReport): void {
      const { decision, wouldBe, atMs, durationMs, earlier } = report
      const share = shares[(wouldBe ?? decision).outcome]
      if (share < 1 && random() >= share) return
      if (gate.plan !== plan) renew()
      clockMs = Math.floor(report.clockMs)
      if (decision.policy !== lastPolicy) {
        lastPolicy = decision.policy
        policyName = policyOf(lastPolicy)
      }
      if (isSampled && decision.outcome === 'pass') {
        awaited.add(decision.id)
        if (awaited.size > maxAwaited) awaited.delete(awaited.values().next().value!)
      }
      const input = describer.inputOf(report)
      const masked = describer.maskedIn(input)
      writer.write(
        line({
          decision_id: decision.id,
          timestamp: new Date(atMs).toISOString(),
          clock_ms: clockMs,
          gate: id,
          ...labels,
          policy: policyName,
          input,
          result: resultOf(report),
          duration_ms: Math.round(durationMs * 1_000) / 1_000,
          ...(share < 1 && { sampled: share }),
          ...(masked !== undefined && { masked }),
          ...(earlier !== undefined && { earlier }),
        } satisfies DecisionLine),
      )
    }

    /** Uses the plan that is in force now. WHY on a decision too: a listener that was added earlier may decide while it is called. */
    function renew(): void {
      ;({ plan } = gate)
      describer = createDescriber(plan, privacy, more)
    }

    const entry: Followed = { policyLine }
    followed.add(entry)
    writer.write(policyLine('opened'))
    const ends = [
      gate.on('decision', decided),
      gate.on('settled', ({ id: decisionId, status, atMs, clockMs: settledMs }) => {
        if (isSampled && !awaited.delete(decisionId)) return
        const at = { timestamp: new Date(atMs).toISOString(), clock_ms: Math.floor(settledMs), gate: id }
        writer.write(
          line({
            type: 'settled',
            decision_id: decisionId,
            ...at,
            ...(status !== undefined && { status }),
          } satisfies SettledLine),
        )
      }),
      gate.on('counters', ({ action, subject, forMs, atMs, clockMs: changedMs }) => {
        writer.write(
          line({
            type: 'operator',
            version: 1,
            action,
            timestamp: new Date(atMs).toISOString(),
            clock_ms: Math.floor(changedMs),
            gate: id,
            ...describeSubject(subject, privacy),
            ...(forMs !== undefined && { for_ms: forMs }),
          } satisfies OperatorLine),
        )
      }),
      gate.on('reload', ({ outcome }) => {
        renew()
        // What could not be compiled is not in force.
        if (outcome !== 'refused') additions = added()
        writer.write(policyLine('reload'))
      }),
    ]
    return () => {
      if (!followed.delete(entry)) return
      for (const end of ends) end()
      writer.write(policyLine('closed'))
    }
  }

  return { follow, reopen: writer.reopen, flush: writer.flush, close: () => writer.close(), stats: writer.stats }
}

function line(value: object): string {
  return `${safeJson(value)}\n`
}
