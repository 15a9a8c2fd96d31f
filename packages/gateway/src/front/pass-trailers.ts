import type { ClientRequest, IncomingMessage } from 'node:http'
import type { HostRequest, HostResponse } from '@tidegate/node'

/** Passes on the trailers of a request body. Call it before the body is piped, so that they are set before the end of the request. */
export function passRequestTrailers(request: HostRequest, outgoing: ClientRequest): void {
  request.once('end', () => {
    if (hasAny(request.trailers)) outgoing.addTrailers(request.trailers as Record<string, string>)
  })
}

/** Passes on the trailers of a reply. Call it before the body is piped. */
export function passReplyTrailers(incoming: IncomingMessage, response: HostResponse): void {
  incoming.once('end', () => {
    if (hasAny(incoming.trailers)) response.addTrailers(incoming.trailers as Record<string, string>)
  })
}

function hasAny(trailers: object): boolean {
  return Object.keys(trailers).length > 0
}
