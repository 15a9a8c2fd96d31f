import type { Decision } from '../decision.ts'
import { createRateLimitFields } from './rate-limit-fields.ts'
import type { ReplyOptions } from './reply-options.ts'

/** Returns the fields for the response to an admitted request, by lower-case name; undefined if there are none. */
export type PassHeaders = (decision: Decision) => Readonly<Record<string, string>> | undefined

/** Creates the function that reports the caller's own limits. Create it once per set of options, because it caches constant strings. */
export function createPassHeaders(options: ReplyOptions = {}): PassHeaders {
  const fieldsOf = createRateLimitFields(options)
  return ({ limits }) => (limits.length === 0 ? undefined : fieldsOf(limits))
}

/** The fields of one response, as `createPassHeaders` returns them. */
export function passHeaders(
  decision: Decision,
  options: ReplyOptions = {},
): Readonly<Record<string, string>> | undefined {
  return createPassHeaders(options)(decision)
}
