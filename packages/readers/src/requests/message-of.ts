import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { RawRequest } from './random-request.ts'

/** What Node's parser calls for each request; not in its types. */
interface Parsed {
  _addHeaderLines(headers: readonly string[], count: number): void
}

const socket = Object.defineProperties(new Socket(), {
  remoteAddress: { value: '203.0.113.9' },
  localAddress: { value: '203.0.113.1' },
})

/** Node's request object with this target, whose `headers` are merged by Node's own rules for repeated fields. */
export function messageOf({ method, headers, httpVersionMajor }: RawRequest, target: string): IncomingMessage {
  const message = new IncomingMessage(socket)
  message.method = method
  message.url = target
  message.httpVersionMajor = httpVersionMajor
  message.httpVersionMinor = httpVersionMajor === 1 ? 1 : 0
  ;(message as unknown as Parsed)._addHeaderLines(headers, headers.length)
  return message
}

/** A response that sends nothing, for readers that need one. */
export function responseTo(request: IncomingMessage): ServerResponse {
  return new ServerResponse(request)
}
