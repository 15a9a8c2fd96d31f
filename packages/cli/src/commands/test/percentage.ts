/** A share in percent, rounded down to a tenth, so that only all is 100; of nothing, 100. */
export function percentage(part: number, whole: number): number {
  return whole === 0 ? 100 : Math.floor((part / whole) * 1_000) / 10
}
