/** `1,234,567`. */
export function grouped(count: number): string {
  return String(count).replaceAll(/(?<=\d)(?=(?:\d{3})+$)/g, ',')
}

/** `12.3 %`; `< 0.1 %` for what is little and not nothing. */
export function percent(share: number): string {
  if (share === 0 || share === 1) return `${share * 100} %`
  if (share < 0.001) return '< 0.1 %'
  return `${Math.min(99.9, Math.round(share * 1_000) / 10).toFixed(1)} %`
}

/** A count that may be too high: `5,204`, or the range in which it lies. */
export function bounded(count: number, error: number): string {
  return error === 0 ? grouped(count) : `${grouped(count - error)}–${grouped(count)}`
}
