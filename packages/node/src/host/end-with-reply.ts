import type { Admission, GateEvents } from '@tidegate/engine'
import { handlingOf, whenHandlingFails } from './handling.ts'
import type { HostResponse } from './host.ts'
import { isCutByServer, whenClosed } from './when-closed.ts'

type Method = (...args: readonly unknown[]) => unknown
type Warn = (warning: GateEvents['warning']) => void

/** The longest time for which a request holds its places after its client has left, in milliseconds. */
export const leaseMs = 60_000

/** How long after its last part a handler that returned no promise may still be at work on its reply, once the client has left, in milliseconds. */
const graceMs = 5_000

/** The property of a response that keeps the work on its request. */
const working = Symbol('tidegate.working')

/** Work on a request; `add` adds what is called at its end, or calls it at once if the work has ended. */
interface Work {
  readonly add: (end: () => void) => void
}

/**
 * Gives the places of an admission back when all work on the request has ended: the reply is finished, or the handler has failed. If the client leaves before, the
 * work ends with the handler: with the promise that it returned or, if it returned none, when it ends its reply. A handler without a promise that has begun
 * its reply ends with the stream that it pipes into it, or five seconds after the last part that it has written, and one that destroys the connection ends with it. At the latest, places are given back
 * `leaseMs` after the client has left, with a warning.
 *
 * WHY: a client that hangs up and asks again would otherwise have any number of requests at work.
 */
export function endWithReply(
  response: HostResponse,
  { awaitsEnd, end }: Pick<Admission, 'awaitsEnd' | 'end'>,
  warn: Warn,
): void {
  if (!awaitsEnd) return
  const worked = response as HostResponse & { [working]?: Work }
  worked[working] ??= watchWork(response, warn)
  worked[working].add(end)
}

function watchWork(response: HostResponse, warn: Warn): Work {
  const ends: (() => void)[] = []
  let hasLeft = false
  let isEnded = false
  let piped = 0
  let lease: NodeJS.Timeout | undefined
  let silence: NodeJS.Timeout | undefined

  function endAll(): void {
    isEnded = true
    clearTimeout(lease)
    clearTimeout(silence)
    for (const end of ends.splice(0)) end()
  }

  function endAfterSilence(): void {
    clearTimeout(silence)
    silence = setTimeout(endAll, graceMs).unref()
  }

  const endReply = response.end.bind(response) as Method
  const write = response.write.bind(response) as Method
  const endingReply: Method = (...rest) => {
    const ended = endReply(...rest)
    if (hasLeft) endAll()
    return ended
  }
  const writing: Method = (...rest) => {
    if (silence !== undefined && !isEnded) endAfterSilence()
    return write(...rest)
  }
  response.end = endingReply as typeof response.end
  response.write = writing as typeof response.write
  response.on('pipe', () => void piped++)
  response.on('unpipe', () => void piped--)
  response.once('finish', () => {
    // WHY: a response of HTTP/2 that was reset finishes, too.
    if (response.writableEnded) endAll()
  })
  whenHandlingFails(response, endAll)
  whenClosed(response, () => {
    const isOver = piped > 0 || isCutByServer(response)
    // WHY in a later turn: the handler may be called in this one, and the promise that it returns is not known before.
    setImmediate(() => leave(isOver))
  })

  function leave(isOver: boolean): void {
    hasLeft = true
    if (isEnded) return
    const handled = handlingOf(response)
    if (response.writableEnded || (isOver && handled === undefined)) return endAll()
    lease = setTimeout(giveUp, leaseMs).unref()
    if (handled !== undefined) handled.then(endAll, endAll)
    else if (response.headersSent) endAfterSilence()
  }

  function giveUp(): void {
    warn(neverEnded)
    endAll()
  }

  return {
    add(end) {
      if (isEnded) end()
      else ends.push(end)
    },
  }
}

const neverEnded: GateEvents['warning'] = {
  code: 'request-never-ended',
  message: `a handler did not end its reply within ${leaseMs / 1000} seconds after the client had left, and its places of limits \`at once\` were given back: end every reply, or return a promise`,
}
