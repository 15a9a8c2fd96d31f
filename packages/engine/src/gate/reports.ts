import { type LogLevel, logLevels } from '@tidegate/model'
import { escapeControls, parseIp } from '@tidegate/values'
import type { Decision, Reason } from '../decision.ts'
import type { GateRequest } from '../request.ts'
import type { Events } from '../events/events.ts'
import type { GateEvents } from '../events/gate-events.ts'
import { type BoundedLog, createBoundedLog } from '../logging/bounded-log.ts'
import type { Logger, LogFields } from '../logging/logger.ts'
import { createThrottle } from './throttle.ts'

/** Reports decisions and warnings to listeners and the log. */
export interface Reports {
  /**
   * Reports what a decision refused, or would have refused: `wouldBe` is the refusal that `observe` mode has replaced. A subject is reported once a minute
   * for each rule. Composes nothing if no listener and no line of the log would receive it.
   */
  readonly refused: (decision: Decision, wouldBe: Decision | undefined, request: GateRequest, nowMs: number) => void
  /** Reports a warning at most once per `periodMs` (default one hour) for each code and `about`. */
  readonly warn: (warning: GateEvents['warning'], nowMs: number, periodMs?: number) => void
  /** The log of everything but refusals, with a bound of its own, so that refusals cannot displace it. Absent if there is no logger. */
  readonly log: BoundedLog | undefined
  /** Writes how many lines were held back. */
  readonly flush: () => void
}

const hourMs = 3_600_000
const maxFieldLength = 256

const kinds = { block: 0, limit: 1, 'would-block': 2 } as const

/**
 * Creates the reports to these listeners and this log. What would have been refused (`observe` mode, `shadow` rules) is logged at least at the level
 * `leastWouldBe`.
 */
export function createReports(events: Events, logger: Logger | undefined, leastWouldBe: LogLevel = 'debug'): Reports {
  const throttle = createThrottle()
  // WHY: one for each level, because a logger may drop the lines of a level, and these must not displace the others.
  const refusals = logger && {
    debug: createBoundedLog(logger),
    info: createBoundedLog(logger),
    warn: createBoundedLog(logger),
    error: createBoundedLog(logger),
  }
  const log = logger && createBoundedLog(logger)
  const warned = new Map<string, number>()

  function report(
    kind: keyof typeof kinds,
    decision: Decision,
    about: Decision,
    request: GateRequest,
    nowMs: number,
  ): void {
    const level = kind === 'would-block' ? severest(decision.log ?? 'info', leastWouldBe) : (decision.log ?? 'info')
    const lines = refusals?.[level].isEnabled(level) === true ? refusals[level] : undefined
    if (lines === undefined && !events.has(kind)) return
    const ip = about.ip === undefined ? undefined : parseIp(about.ip)
    const suppressed = throttle.admit(topicOf(kind, decision), ip, nowMs)
    if (suppressed < 0) return
    events.emit(kind, { decision, request, suppressed })
    lines?.write(kind, level, fieldsOf(decision, request, suppressed), messageOf(kind, decision), nowMs)
  }

  function refused(decision: Decision, wouldBe: Decision | undefined, request: GateRequest, nowMs: number): void {
    if (wouldBe !== undefined) report('would-block', wouldBe, decision, request, nowMs)
    else if (decision.outcome !== 'pass') report(decision.outcome, decision, decision, request, nowMs)
    if (wouldBe !== undefined || decision.shadows.length === 0) return
    for (const { rule, would } of decision.shadows) {
      if (would !== 'exempt') report('would-block', { ...decision, rule }, decision, request, nowMs)
    }
  }

  function warn(warning: GateEvents['warning'], nowMs: number, periodMs: number = hourMs): void {
    // INVARIANT: `about` is a name that a policy declares, or one of at most 100 others, so the number of topics is small.
    const topic = warning.about === undefined ? warning.code : `${warning.code} ${warning.about}`
    const before = warned.get(topic)
    if (before !== undefined && nowMs - before < periodMs) return
    warned.set(topic, nowMs)
    events.emit('warning', warning)
    log?.write('warning', 'warn', { code: warning.code }, warning.message, nowMs)
  }

  function flush(): void {
    for (const each of Object.values(refusals ?? {})) each.flush()
    log?.flush()
  }

  return { refused, warn, log, flush }
}

const reasons: readonly Reason[] = [
  'no-rule-refuses',
  'ambiguous-path',
  'ambiguous-host',
  'ambiguous-parameter',
  'target-too-long',
  'too-many-headers',
  'client-address-unknown',
  'fact-missing',
  'store-unavailable',
  'ambiguous-method',
]

function severest(one: LogLevel, other: LogLevel): LogLevel {
  return logLevels.indexOf(one) > logLevels.indexOf(other) ? one : other
}

/** The topic by which events are throttled: the kind of event and the rule, or the reason if no rule decided. */
function topicOf(kind: keyof typeof kinds, { rule, reason }: Decision): number {
  const about = rule === undefined ? ~reasons.indexOf(reason) : Number.parseInt(rule.id.slice(0, 7), 16)
  return Math.imul(about, 3) + kinds[kind]
}

function fieldsOf(decision: Decision, request: GateRequest, suppressed: number): LogFields {
  const agentAt = request.headers.findIndex((name, index) => index % 2 === 0 && name.toLowerCase() === 'user-agent')
  const rule = decision.rule ?? decision.tellsApart
  return {
    id: decision.id,
    outcome: decision.outcome,
    reason: decision.reason,
    detail: decision.detail,
    status: decision.status,
    ip: decision.ip,
    // The peer leads to the proxy whose header cannot be used.
    peer: decision.ip === undefined ? cut(request.peer) : undefined,
    method: cut(request.method),
    path: cut(decision.path),
    // A refused target has no canonical form, so the target is logged as received, but without its query, which may contain secrets.
    target: decision.path === undefined ? cut(request.target.split('?', 1)[0]) : undefined,
    agent: agentAt < 0 ? undefined : cut(request.headers[agentAt + 1]),
    user: (request.user ?? undefined) === undefined ? undefined : cut(String(request.user)),
    rule: rule?.name ?? rule?.text,
    at: rule === undefined ? undefined : `${rule.file}:${rule.line}`,
    policy: decision.policy.name,
    suppressed,
  }
}

function cut(text: string | undefined): string | undefined {
  return text !== undefined && text.length > maxFieldLength ? `${text.slice(0, maxFieldLength)}…` : text
}

function messageOf(kind: keyof typeof kinds, decision: Decision): string {
  // WHY: a logger may write the message as it is, and a policy that tenants write must not be able to forge lines.
  const by = decision.rule === undefined ? decision.reason : escapeControls(decision.rule.name ?? decision.rule.text)
  switch (kind) {
    case 'block':
      return `blocked: ${by}`
    case 'limit':
      return `over the limit: ${by}`
    case 'would-block':
      return `would be refused: ${by}`
  }
}
