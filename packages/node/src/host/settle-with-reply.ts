import type { Admission } from '@tidegate/engine'
import { handlingOf, isUnanswered } from './handling.ts'
import type { HostResponse } from './host.ts'
import { whenClosed } from './when-closed.ts'

type Method = (...args: readonly unknown[]) => unknown

/** How long a handler that returned no promise may still take to end its reply after the client has left. */
const graceMs = 5_000

/**
 * Settles an admission with the status of the application's reply: as soon as the status is sent or, if the client has left before that, when the
 * handler has ended. The admission is settled without a status if the handler fails without a reply, or does not end its reply within five seconds
 * after the client has left.
 *
 * WHY: settling does not wait until the reply has been read, because an HTTP/2 client with a closed flow-control window sees the status but can
 * keep the response open, and could meanwhile try the next password without being counted. Nor does it depend on whether a status was sent:
 * frameworks send none to a client that has left, although its password was checked.
 */
export function settleWithReply(response: HostResponse, { awaitsReply, settle }: Admission): void {
  if (!awaitsReply) return
  let isSettled = false
  let hasLeft = false

  function settleOnce(status: number | undefined): void {
    if (isSettled) return
    isSettled = true
    settle(status === undefined ? {} : { status })
  }

  const writeHead = response.writeHead.bind(response) as Method
  const end = response.end.bind(response) as Method
  const settlingHead: Method = (...head) => {
    const written = writeHead(...head)
    settleOnce(response.statusCode)
    return written
  }
  const settlingEnd: Method = (...rest) => {
    const ended = end(...rest)
    if (hasLeft) settleOnce(response.statusCode)
    return ended
  }
  response.writeHead = settlingHead as typeof response.writeHead
  response.end = settlingEnd as typeof response.end
  whenClosed(response, () => {
    hasLeft = true
    if (isSettled) return
    const handled = handlingOf(response)
    if (response.writableEnded) settleOnce(response.statusCode)
    else if (handled === undefined) setTimeout(settleOnce, graceMs, undefined).unref()
    else {
      handled.then(
        () => settleOnce(isUnanswered(response) ? undefined : response.statusCode),
        () => settleOnce(undefined),
      )
    }
  })
}
