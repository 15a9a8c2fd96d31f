const octets = Buffer.alloc(65_536)
const constants = new Map<string, { readonly start: number; readonly end: number }>()
const scratch = Buffer.alloc(4_096)
let used = 0

/**
 * A new flat string equal to `text`, which is ASCII, as Node makes one for every field that it reads from a socket: never seen,
 * never hashed, not interned.
 */
export function freshText(text: string): string {
  const length = scratch.write(text, 0, 'latin1')
  return scratch.toString('latin1', 0, length)
}

/** As `freshText`, for one of few texts. */
export function freshCopy(text: string): string {
  let place = constants.get(text)
  if (place === undefined) {
    place = { start: used, end: used + octets.write(text, used, 'latin1') }
    used = place.end
    constants.set(text, place)
  }
  return octets.toString('latin1', place.start, place.end)
}
