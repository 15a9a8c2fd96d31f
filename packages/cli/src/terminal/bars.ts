const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const
const heights = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const

/** Returns a bar that fills `share` of `width` characters, to an eighth of a character; a share above zero is always visible. */
export function bar(share: number, width: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * width * 8)
  const steps = share > 0 ? Math.max(1, filled) : 0
  return '█'.repeat(Math.floor(steps / 8)) + eighths[steps % 8]!
}

/** Returns one character for each value: a column that fills the line for `max`, and a space for zero. */
export function columns(values: readonly number[], max: number = Math.max(0, ...values)): string {
  return values
    .map((value) => (value === 0 || max === 0 ? ' ' : heights[Math.min(7, Math.floor((value / max) * 7.999))]!))
    .join('')
}

/** Returns at most `maxCount` values, each the sum of `step` neighbours. */
export function fitted(
  values: readonly number[],
  maxCount: number,
): { readonly values: readonly number[]; readonly step: number } {
  const step = Math.max(1, Math.ceil(values.length / maxCount))
  const sums = Array.from({ length: Math.ceil(values.length / step) }, (_, index) =>
    values.slice(index * step, (index + 1) * step).reduce((sum, value) => sum + value, 0),
  )
  return { values: sums, step }
}
