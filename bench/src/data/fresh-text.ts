const octets = Buffer.alloc(65_536)
const constants = new Map<string, { readonly start: number; readonly end: number }>()
const scratch = Buffer.alloc(4_096)
let used = 0

/**
 * Returns a new flat string equal to `text`, which must be ASCII. WHY: Node creates such a string for every field that it reads from a
 * socket, neither hashed nor interned.
 */
export function freshText(text: string): string {
  const length = scratch.write(text, 0, 'latin1')
  return scratch.toString('latin1', 0, length)
}

/** Like `freshText`, faster, for a small set of texts. */
export function freshCopy(text: string): string {
  let place = constants.get(text)
  if (place === undefined) {
    place = { start: used, end: used + octets.write(text, used, 'latin1') }
    used = place.end
    constants.set(text, place)
  }
  return octets.toString('latin1', place.start, place.end)
}
