import { hash } from 'node:crypto'
import type { Check, DoorName } from '../doors/door.ts'

/**
 * What makes two checks the same: door, id of the request, address, method, host and target. A digest, so that its size does not depend on what
 * clients send.
 *
 * WHY: not the id alone, so that an id that a client could choose after all does not admit a request other than the one that was decided.
 */
export function checkKey(door: DoorName, { id = '', host = '', request }: Check): string {
  const { peer = '', method, target } = request
  return hash('sha256', [door, id, peer, method, host, target].join('\0'), 'base64')
}
