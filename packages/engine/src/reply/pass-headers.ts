import type { Decision } from '../decision.ts'
import { writeRateLimitFields } from './rate-limit-fields.ts'
import type { ReplyOptions } from './reply-options.ts'

/**
 * What a response that a decision let through says of the caller's own limits: header fields by lower-case name, or
 * undefined when there is nothing to say.
 */
export function passHeaders(
  decision: Decision,
  options: ReplyOptions = {},
): Readonly<Record<string, string>> | undefined {
  if (!decision.limits.some((limit) => limit.ownSubject)) return undefined
  if (options.standardHeaders === false && options.legacyHeaders !== true) return undefined
  const headers: Record<string, string> = {}
  writeRateLimitFields(headers, decision.limits, options)
  return headers
}
