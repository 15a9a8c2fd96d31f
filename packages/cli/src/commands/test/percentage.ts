/**
 * Returns a share in percent, rounded down to one decimal place, so that the result is 100 only if no part is missing. The result is also
 * 100 if `whole` is 0.
 */
export function percentage(part: number, whole: number): number {
  return whole === 0 ? 100 : Math.floor((part / whole) * 1_000) / 10
}
