import type { HostResponse } from './host.ts'
import { isThenable } from './is-thenable.ts'

/** The property of a response that keeps the promise of the handler which the guard called for it. */
const handling = Symbol('tidegate.handling')

/** The property of a response that keeps what is to be called when its handler throws. */
const failing = Symbol('tidegate.failing')

/** The property of a response whose handler has ended without knowing the status of the reply. */
const unanswered = Symbol('tidegate.unanswered')

type Handled = HostResponse & { [handling]?: PromiseLike<unknown>; [failing]?: () => void; [unanswered]?: true }

/** Remembers the promise that the handler of a request returned, so that its end is known even if the client has left. */
export function rememberHandling(response: HostResponse, returned: unknown): void {
  if (!isThenable(returned)) return
  const handled = response as Handled
  handled[handling] = returned
  if (handled[failing] !== undefined) returned.then(undefined, handled[failing])
}

/** The promise that the handler of a request returned; undefined if it has returned none, or not yet. */
export function handlingOf(response: HostResponse): PromiseLike<unknown> | undefined {
  return (response as Handled)[handling]
}

/** Calls `listener` if the handler of this response throws, or the promise that it returns is rejected. Replaces an earlier listener. */
export function whenHandlingFails(response: HostResponse, listener: () => void): void {
  ;(response as Handled)[failing] = listener
}

/** Reports that the handler of a request has thrown. */
export function handlingFailed(response: HostResponse): void {
  ;(response as Handled)[failing]?.()
}

/**
 * Marks that the handler of a request has ended without a status, so that the one of `response` means nothing. A reverse proxy calls it when the
 * client has left before the site replied: limits that count replies then count the request, because a password may have been tried.
 */
export function markUnanswered(response: HostResponse): void {
  ;(response as Handled)[unanswered] = true
}

/** Whether the handler of a request has ended without a status. */
export function isUnanswered(response: HostResponse): boolean {
  return (response as Handled)[unanswered] === true
}
