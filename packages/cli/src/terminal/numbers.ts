/** Returns a number with its digits in groups: `1,234,567`. */
export function grouped(count: number): string {
  return String(count).replaceAll(/(?<=\d)(?=(?:\d{3})+$)/g, ',')
}

/** Returns a share in percent: `12.3 %`; `< 0.1 %` for a small share above zero. */
export function percent(share: number): string {
  if (share === 0 || share === 1) return `${share * 100} %`
  if (share < 0.001) return '< 0.1 %'
  return `${Math.min(99.9, Math.round(share * 1_000) / 10).toFixed(1)} %`
}

/** Returns a count that may be too high by `error`: `5,204`, or the range of possible counts. */
export function bounded(count: number, error: number): string {
  return error === 0 ? grouped(count) : `${grouped(count - error)}–${grouped(count)}`
}
