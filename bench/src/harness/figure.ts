/** Formats a figure for readers: with thousands separators from 1,000 on, with three significant digits below. */
export function figure(value: number): string {
  if (value >= 1_000) return Math.round(value).toLocaleString('en')
  return String(Number(value.toPrecision(3)))
}
