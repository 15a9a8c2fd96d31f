import type { Decision } from '../decision.ts'
import type { GateRequest } from '../request.ts'

/** What a log says of a decision, by field. Values are as clients sent them: a text renderer must escape them. */
export type LogFields = Readonly<Record<string, string | number>>

/** A field of requests is cut before it is kept, so that a log entry never holds a 16 KB agent. */
const longestField = 1_024

/**
 * The structured fields of a decision: what was decided, by which rule, about whom. The query is left out, since it may hold
 * secrets; so are all headers but the User-Agent. `suppressed` is how many like it went unreported since the last.
 */
export function logFields(decision: Decision, request: GateRequest, suppressed: number = 0): LogFields {
  const { rule } = decision
  return {
    outcome: decision.outcome,
    reason: decision.reason,
    ...(decision.detail === undefined ? {} : { detail: decision.detail }),
    status: decision.status,
    ...(rule === undefined ? {} : { rule: rule.name ?? rule.text, at: `${rule.file}:${rule.line}` }),
    ...(decision.ip === undefined ? {} : { ip: decision.ip }),
    ...(request.user === undefined ? {} : { user: cut(request.user) }),
    method: cut(request.method),
    path: cut(decision.path ?? withoutQuery(request.target)),
    ...agentField(request.headers),
    ...(decision.retryAfterMs === undefined ? {} : { retryAfterMs: decision.retryAfterMs }),
    ...(suppressed === 0 ? {} : { suppressed }),
    policy: decision.policy.fingerprint,
    id: decision.id,
  }
}

function agentField(headers: readonly string[]): { readonly agent?: string } {
  const agents: string[] = []
  for (let i = 0; i + 1 < headers.length; i += 2) {
    if (headers[i]!.toLowerCase() === 'user-agent') agents.push(headers[i + 1]!)
  }
  return agents.length === 0 ? {} : { agent: cut(agents.join(' ')) }
}

function withoutQuery(target: string): string {
  const mark = target.indexOf('?')
  return mark < 0 ? target : target.slice(0, mark)
}

function cut(text: string): string {
  return text.length > longestField ? text.slice(0, longestField) : text
}
