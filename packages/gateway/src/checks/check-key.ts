import { hash } from 'node:crypto'
import type { Check, DoorName } from '../doors/door.ts'

/** Maximum length of a key that is not replaced by its digest. */
const maxKeyLength = 512

/**
 * What makes two checks the same: door, id of the request, address, method, host and target. A long key is replaced by its digest, so that the size of
 * keys does not depend on what clients send.
 *
 * WHY: not the id alone, so that an id that a client could choose after all does not admit a request other than the one that was decided.
 */
export function checkKey(door: DoorName, { id = '', host = '', request }: Check): string {
  const { peer = '', method, target } = request
  // No value contains a NUL, which cannot occur in a header field or a target; a digest contains none either.
  const key = `${door}\0${id}\0${peer}\0${method}\0${host}\0${target}`
  return key.length > maxKeyLength ? hash('sha256', key, 'base64') : key
}
