import type { Reply } from '@tidegate/engine/http'
import type { HostResponse } from './host.ts'

/** Sends a reply with Node's own functions, and ends the response. A response whose head has already been sent is only ended. */
export function sendReply(response: HostResponse, { status, headers, body }: Reply): void {
  if (response.headersSent) {
    response.end()
    return
  }
  response.statusCode = status
  for (const name in headers) response.setHeader(name, headers[name]!)
  response.setHeader('content-length', Buffer.byteLength(body))
  response.end(body)
}
