import type { CounterStats, Plan, Plugin } from '@tidegate/engine'
import { anyUser, type UserFacts } from './supplied-facts.ts'
import { mentions } from './mentions.ts'
import type { Model } from '@tidegate/model'
import type { LogsRead, LogSummary } from '@tidegate/access-logs'

/** Returns notes on facts that the log does not contain; these are known before the log is read. */
export function notesOfFacts(
  model: Model,
  given: Readonly<Record<string, unknown>>,
  { file, users }: UserFacts,
  plugins: readonly Plugin[],
): readonly string[] {
  return model.facts
    .filter(({ name }) => !Object.hasOwn(given, name))
    .flatMap(({ name, presence, plugin }) => {
      if (plugin !== undefined) {
        const isRead = plugins.find((each) => each.name === plugin)?.facts?.[name]?.read !== undefined
        return isRead
          ? [
              `\`${name}\` has the current value from the plugin \`${plugin}\`, not the value at the time of the request`,
            ]
          : [
              `\`${name}\` is treated as absent, because a replay does not run lookups of the plugin \`${plugin}\`; set it with --fact ${name}=…`,
            ]
      }
      const knowing = [...users].filter(([, facts]) => Object.hasOwn(facts, name))
      if (knowing.some(([user]) => user === anyUser)) return []
      if (knowing.length > 0 && presence === 'optional' && users.has(anyUser)) return []
      if (knowing.length > 0 && presence !== 'required') {
        const count = knowing.length === 1 ? '1 user' : `${knowing.length} users`
        const others =
          presence === 'with-user' ? 'requests of other users are refused with 503' : 'it is absent for other users'
        return [`\`${name}\` is set for ${count} in \`${file}\`; ${others}; add an entry \`*\` for them`]
      }
      if (presence === 'with-user')
        return [
          `\`${name}\` is not set, so requests of users are refused with 503; set it with --fact ${name}=… or --users`,
        ]
      return presence === 'optional'
        ? [`\`${name}\` is not set and is treated as absent; set it with --fact ${name}=…`]
        : []
    })
}

/** Statistics about the requests of the logs. */
export interface SeenTraffic {
  readonly counters: CounterStats
  /** The number of requests with a user. */
  readonly named: number
  /** The header field from which the policy reads the client; undefined if it reads none. */
  readonly clientHeader: string | undefined
  /** The number of requests for which the log contains a list of addresses in place of one. */
  readonly listed: number
  /** The number of requests of access logs for which the log says how long they took. */
  readonly timed: number
  /** The number of requests whose target names the host, and the number of all requests. */
  readonly hosted: number
  readonly requests: number
  /** The number of lines of access logs; the other requests are from decision logs, which contain more. */
  readonly accessLines: number
}

/**
 * Returns notes that are known after the logs have been read: inputs of the policy that the logs do not contain, and special
 * cases of counters.
 */
export function notesOfTraffic(plan: Plan, { logs }: LogsRead, seen: SeenTraffic): readonly string[] {
  return [...notesOfFields(plan, logs, seen), ...notesOfCounters(plan.model, seen)]
}

function notesOfFields(
  { model, inputs }: Plan,
  logs: readonly LogSummary[],
  { named, hosted, requests, clientHeader, listed, accessLines }: SeenTraffic,
): readonly string[] {
  const areAllDecisions = accessLines === 0 && requests > 0
  const lacking = (header: string): boolean =>
    logs.some(({ format, isLogged }) => format !== undefined && !isLogged(header))
  const rules = { rules: model.rules, pathSets: [] }
  const notes: string[] = []
  if ((model.botSets.length > 0 || mentions(rules, 'agent')) && lacking('user-agent'))
    notes.push('the log contains no user agents, so no client is recognised as a bot')
  if (mentions(rules, 'host') && lacking('host') && (hosted === 0 || hosted < requests)) {
    notes.push(
      hosted === 0
        ? 'the log contains no host; it is treated as absent'
        : `only ${hosted} of ${requests} requests name a host, in their targets; it is treated as absent for the others`,
    )
  }
  for (const header of inputs.headers) {
    if (header !== 'host' && header !== 'user-agent' && lacking(header))
      notes.push(`the log contains no \`${header}\` header; it is treated as absent`)
  }
  if (inputs.cookies.length > 0 && (!areAllDecisions || lacking('cookie')))
    notes.push('the log contains no cookies; they are treated as absent')
  if (mentions(rules, 'user')) {
    if (logs.some(({ format }) => format?.hasUser === false))
      notes.push('the log contains no users, so every client is treated as not logged in')
    else if (named === 0 && logs.some(({ format }) => format !== undefined))
      notes.push('no line of the log names a user, so every client is treated as not logged in')
  }
  if (areAllDecisions) return notes
  notes.push(...notesOfAddresses(logs, { clientHeader, listed, requests }))
  if (mentions(rules, 'peer') && (clientHeader === undefined || listed > 0))
    notes.push('the log contains no peer address; the client address is used instead')
  return notes
}

function notesOfAddresses(
  logs: readonly LogSummary[],
  { clientHeader, listed, requests }: Pick<SeenTraffic, 'clientHeader' | 'listed' | 'requests'>,
): readonly string[] {
  if (clientHeader !== undefined) {
    return listed === 0
      ? []
      : [
          `${listed} of ${requests} requests have a list of addresses in place of the peer’s; it is read as the list that a trusted proxy sent`,
        ]
  }
  if (listed > 0) {
    return [
      `${listed} of ${requests} requests have a list of addresses in place of one; the client is the last that is public: declare the proxies with \`client ip from x-forwarded-for trusting …\``,
    ]
  }
  return logs.some(({ format }) => format?.headers?.includes('x-forwarded-for') === true)
    ? [
        'the log contains `x-forwarded-for`, but the policy has no `client ip` and no proxy is trusted (`--trust-proxy`): the client is the address that connected',
      ]
    : []
}

/** Whether a policy limits requests at once. */
export function hasLimitsAtOnce({ rules }: Pick<Model, 'rules'>): boolean {
  return rules.some((rule) => rule.kind === 'limit' && rule.period.kind === 'at-once')
}

function notesOfDurations(accessLines: number, requests: number, timed: number): readonly string[] {
  if (requests > accessLines)
    return [
      'limits `at once` cannot be judged for the requests of a decision log, which does not say when they ended: they refuse none of them',
    ]
  if (timed === 0 && requests > 0)
    return [
      'limits `at once` cannot be judged, because the log does not say how long requests took: they refuse none; log `$request_time` (nginx), `%D` (Apache) or JSON of Caddy',
    ]
  if (timed < requests)
    return [
      `only ${timed} of ${requests} requests have a duration in the log: limits \`at once\` take the others as ended at once`,
    ]
  return ['limits `at once` use the durations in the log, from the beginning of each request']
}

function notesOfCounters(
  model: Model,
  { counters: { evictions, overflows }, accessLines, requests, timed }: SeenTraffic,
): readonly string[] {
  const notes: string[] = []
  if (hasLimitsAtOnce(model)) notes.push(...notesOfDurations(accessLines, requests, timed))
  if (accessLines > 0 && model.rules.some((rule) => rule.kind === 'limit' && rule.countingReplies !== undefined)) {
    notes.push('limits that count replies use the statuses in the log')
  }
  if (evictions > 0)
    notes.push(
      `the counter table was full: ${evictions} subjects within their limits were evicted, as in a gate with the default \`capacity\``,
    )
  if (overflows > 0)
    notes.push(
      `the counter table was full of subjects over their limits: ${overflows} requests were counted with others of their network, as in a gate: raise its \`capacity\`, or shorten the period`,
    )
  return notes
}
