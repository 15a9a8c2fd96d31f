import type { CounterStats, Plan, Plugin } from '@tidegate/engine'
import { anyUser, type UserFacts } from './supplied-facts.ts'
import type { Model } from '@tidegate/model'
import type { LogsRead, LogSummary } from '@tidegate/access-logs'

/** What can be said before anything is read: facts that a log cannot tell. */
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
          ? [`\`${name}\` is what the plugin \`${plugin}\` says today, not what it said then`]
          : [
              `\`${name}\` would be looked up by the plugin \`${plugin}\`, and a replay looks nothing up: it counts as absent; give it with --fact ${name}=…`,
            ]
      }
      const knowing = [...users].filter(([, facts]) => Object.hasOwn(facts, name))
      if (knowing.some(([user]) => user === anyUser)) return []
      if (knowing.length > 0 && presence === 'optional' && users.has(anyUser)) return []
      if (knowing.length > 0 && presence !== 'required') {
        const count = knowing.length === 1 ? '1 user' : `${knowing.length} users`
        const others = presence === 'with-user' ? 'requests of others are refused with 503' : 'of others it is absent'
        return [`\`${name}\` is known of ${count} in \`${file}\`; ${others}; \`*\` there stands for them`]
      }
      if (presence === 'with-user')
        return [
          `\`${name}\` is not known: requests of users are refused with 503; give it with --fact ${name}=… or --users`,
        ]
      return presence === 'optional'
        ? [`\`${name}\` is not known: it counts as absent; give it with --fact ${name}=…`]
        : []
    })
}

/** What requests were seen to be. */
export interface SeenTraffic {
  readonly counters: CounterStats
  /** Requests that had a user. */
  readonly named: number
}

/** What the end shows: what the policy looks at and the logs do not hold, and what went on with time and counters. */
export function notesOfTraffic(plan: Plan, { logs }: LogsRead, { counters, named }: SeenTraffic): readonly string[] {
  return [
    ...notesOfFields(plan, logs, named),
    ...notesOfTime(plan.model, logs),
    ...notesOfCounters(plan.model, counters),
  ]
}

function notesOfFields({ model, inputs }: Plan, logs: readonly LogSummary[], named: number): readonly string[] {
  const lacking = (header: string): boolean =>
    logs.some(({ format }) => format?.headers !== undefined && !format.headers.includes(header))
  const rules = { rules: model.rules, pathSets: [] }
  const notes: string[] = []
  if ((model.botSets.length > 0 || mentions(rules, 'agent')) && lacking('user-agent'))
    notes.push('the log holds no User-Agent: nobody counts as a bot')
  if (mentions(rules, 'host') && lacking('host')) notes.push('the log holds no host: it counts as absent')
  for (const header of inputs.headers) {
    if (header !== 'host' && header !== 'user-agent' && lacking(header))
      notes.push(`the log holds no \`${header}\` header: it counts as absent`)
  }
  if (inputs.cookies.length > 0) notes.push('logs hold no cookies: they count as absent')
  if (mentions(rules, 'user')) {
    if (logs.some(({ format }) => format?.hasUser === false))
      notes.push('the log holds no user: nobody counts as logged in')
    else if (named === 0 && logs.some(({ format }) => format !== undefined))
      notes.push('no line of the log names a user: nobody counts as logged in')
  }
  if (mentions(rules, 'peer')) notes.push('a log does not tell the peer: the client stands for it')
  return notes
}

function notesOfTime(model: Model, logs: readonly LogSummary[]): readonly string[] {
  const firstMs = Math.min(...logs.flatMap((log) => log.firstMs ?? []))
  return model.windows.length > 0 && firstMs < Date.UTC(2020, 0)
    ? ['some requests are from before 2020, when windows count as open to be sure']
    : []
}

function notesOfCounters(model: Model, { evictions, overflows }: CounterStats): readonly string[] {
  const notes: string[] = []
  if (model.rules.some((rule) => rule.kind === 'limit' && rule.countingReplies !== undefined)) {
    notes.push('limits that count replies are charged by the statuses in the log')
  }
  if (evictions > 0) notes.push(`counters were full: ${evictions} clean subjects were forgotten, as a gate would do`)
  if (overflows > 0)
    notes.push(
      `counters were full of offenders: ${overflows} requests were counted on the shared row, as a gate would do`,
    )
  return notes
}

/** Whether a value with this `kind` stands anywhere in a tree of plain data. */
function mentions(tree: unknown, kind: string): boolean {
  if (typeof tree !== 'object' || tree === null || ArrayBuffer.isView(tree)) return false
  if ('kind' in tree && tree.kind === kind) return true
  return Object.values(tree).some((value) => mentions(value, kind))
}
