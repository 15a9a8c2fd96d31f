import type { Decision } from '../decision.ts'
import { fillPage, pageFields } from './fill-page.ts'
import { pluginBody } from './plugin-body.ts'
import { prefersJson } from './prefers-json.ts'
import { createRateLimitFields, limitName, wholeSeconds } from './rate-limit-fields.ts'
import { refusalText } from './refusal-text.ts'
import type { ReplyOptions } from './reply-options.ts'
import { statusPhrase } from './status-phrase.ts'

/** The response to a refused request. */
export interface Reply {
  readonly status: number
  /** Header fields by lower-case name. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The maximum fraction by which the `Retry-After` of a shared limit is lengthened. */
const jitter = 0.2

/** Problem type that draft-ietf-httpapi-ratelimit-headers registers. */
const quotaExceeded = 'https://iana.org/assignments/http-problem-types#quota-exceeded'

/**
 * The reply to a refused request. Depending on `accept` (the Accept field, "" if there is none), its body is the page of the rule, or written by a
 * plugin, or it is problem details as JSON (RFC 9457), or plain text. A redirect has a Location. The engine's own bodies end with the decision's id and never reveal which list
 * or rule refused the request.
 *
 * `Retry-After` is in whole seconds, rounded up, at least 1. If a shared limit refused the request, it is lengthened by a random share of
 * up to 20 %, so that clients do not all return at once and cannot derive the use by others. Replies are never cached.
 */
export function render(decision: Decision, accept: string, options: ReplyOptions = {}): Reply {
  const retryAfter = retryAfterSeconds(decision, options)
  const location = decision.redirect?.replaceAll('{reference}', encodeURIComponent(decision.id))
  const text = location === undefined ? refusalText(decision, retryAfter) : `See ${location}`
  const json = prefersJson(accept)
  const headers: Record<string, string> = {
    'content-type': json ? 'application/problem+json' : 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  }
  if (location !== undefined) headers['location'] = location
  // WHY: after a redirect, the field would delay the request for the target (RFC 9110 §10.2.3).
  else if (retryAfter !== undefined) headers['retry-after'] = String(retryAfter)
  Object.assign(headers, createRateLimitFields(options)(decision.limits))
  const { status, id, page } = decision
  // WHY: a program that asks for JSON cannot read a page for people; it gets the same facts as problem details.
  if (page !== undefined && (page.type === 'application/json' || !json)) {
    const values = { reference: id, status: String(status), 'retry-after': String(retryAfter ?? 0) }
    return { status, headers: { ...headers, ...pageFields(page.type) }, body: fillPage(page.text, page.type, values) }
  }
  const refusal = { status, text, id, ...(retryAfter !== undefined && { retryAfterSeconds: retryAfter }) }
  const written = pluginBody(accept, refusal, options.plugins)
  if (written !== undefined) {
    return { status, headers: { ...headers, 'content-type': written.type }, body: written.body }
  }
  const body = json ? problemDetails(decision, text, options) : `${text}\nReference: ${decision.id}\n`
  return { status: decision.status, headers, body }
}

function retryAfterSeconds(decision: Decision, options: ReplyOptions): number | undefined {
  if (decision.retryAfterMs === undefined) return undefined
  // Requests at once end at any time, so that there is no common instant to which clients would return.
  const shared = decision.limits.some((limit) => !limit.admitted && !limit.ownSubject && limit.periodMs !== undefined)
  const stretch = shared ? 1 + jitter * (options.random ?? Math.random)() : 1
  return Math.max(1, wholeSeconds(decision.retryAfterMs * stretch))
}

function problemDetails(decision: Decision, detail: string, options: ReplyOptions): string {
  const { status, id } = decision
  const violated = decision.limits.filter((limit) => limit.ownSubject && !limit.admitted)
  const problem =
    violated.length > 0 && options.standardHeaders !== false
      ? {
          type: quotaExceeded,
          title: 'Request cannot be satisfied as assigned quota has been exceeded',
          status,
          detail,
          'violated-policies': violated.map((limit) => limitName(limit, options)),
          id,
        }
      : { type: 'about:blank', title: statusPhrase(status), status, detail, id }
  return `${JSON.stringify(problem)}\n`
}
