import type { Admission } from '@tidegate/engine'
import type { HostResponse } from './host.ts'

type WriteHead = (...head: readonly unknown[]) => unknown

/**
 * Settles an admission as soon as the status of the reply goes out, or when the response closes without one.
 *
 * WHY: not when the reply has been read: a client of HTTP/2 that grants no room for a body sees the status, keeps the response open as
 * long as it likes, and would meanwhile try the next password uncounted.
 */
export function settleWithReply(response: HostResponse, { awaitsReply, settle }: Admission): void {
  if (!awaitsReply) return
  const writeHead = response.writeHead.bind(response) as WriteHead
  const settling: WriteHead = (...head) => {
    const written = writeHead(...head)
    settle({ status: response.statusCode })
    return written
  }
  response.writeHead = settling as typeof response.writeHead
  response.once('close', () => settle({}))
}
