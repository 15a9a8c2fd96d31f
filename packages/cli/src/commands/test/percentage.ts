/** Returns a share in percent, rounded down to one decimal, so that only the whole is 100. It is also 100 if the whole is 0. */
export function percentage(part: number, whole: number): number {
  return whole === 0 ? 100 : Math.floor((part / whole) * 1_000) / 10
}
