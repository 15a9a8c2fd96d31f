import { IncomingMessage } from 'node:http'

/**
 * A request whose fields are only read from `rawHeaders`; `headers` is empty. WHY: for each request, Node's server builds an object of all fields to look
 * for `Expect`, which takes a fifth of the time of a check. A check is answered whatever its `Expect` says.
 */
export class CheckRequest extends IncomingMessage {}

const noFields = Object.freeze({})
Object.defineProperty(CheckRequest.prototype, 'headers', { get: () => noFields, set: () => {} })
