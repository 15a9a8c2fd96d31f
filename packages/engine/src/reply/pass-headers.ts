import type { Decision } from '../decision.ts'
import { createRateLimitFields } from './rate-limit-fields.ts'
import type { ReplyOptions } from './reply-options.ts'

/** What a response that a decision let through says: header fields by lower-case name, or undefined when there is nothing to say. */
export type PassHeaders = (decision: Decision) => Readonly<Record<string, string>> | undefined

/** What tells the caller of its own limits, for one set of options: what an adapter makes once. Keeps the texts that never change. */
export function createPassHeaders(options: ReplyOptions = {}): PassHeaders {
  const fieldsOf = createRateLimitFields(options)
  return ({ limits }) => (limits.length === 0 ? undefined : fieldsOf(limits))
}

/** What `createPassHeaders` tells, for once. */
export function passHeaders(
  decision: Decision,
  options: ReplyOptions = {},
): Readonly<Record<string, string>> | undefined {
  return createPassHeaders(options)(decision)
}
