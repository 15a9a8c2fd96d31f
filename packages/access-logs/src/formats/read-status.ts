/** Returns the status that three digits are; 0 if they are not. */
export function readStatus(bytes: Uint8Array, start: number, end: number): number {
  if (end - start !== 3) return 0
  let status = 0
  for (let at = start; at < end; at++) {
    const digit = bytes[at]! - 48
    if (digit < 0 || digit > 9) return 0
    status = status * 10 + digit
  }
  return status
}
