/** Returns the number of octets at the beginning of a column; undefined if there is none, such as for `-`, or too many digits. */
export function readBytes(bytes: Uint8Array, start: number, end: number): number | undefined {
  let count = 0
  let at = start
  for (; at < end; at++) {
    const digit = bytes[at]! - 48
    if (!(digit >= 0 && digit <= 9)) break
    count = count * 10 + digit
  }
  const length = at - start
  return length === 0 || length > 15 ? undefined : count
}
