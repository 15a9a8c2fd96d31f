const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const
const heights = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const

/** A bar that fills `share` of `width` characters, to an eighth of one; something is always to be seen of what is not nothing. */
export function bar(share: number, width: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * width * 8)
  const steps = share > 0 ? Math.max(1, filled) : 0
  return '█'.repeat(Math.floor(steps / 8)) + eighths[steps % 8]!
}

/** A column for each value, the highest as high as a line; nothing is a blank. */
export function columns(values: readonly number[], most: number = Math.max(0, ...values)): string {
  return values
    .map((value) => (value === 0 || most === 0 ? ' ' : heights[Math.min(7, Math.floor((value / most) * 7.999))]!))
    .join('')
}

/** The values, so many neighbours added up that there are `most` at most; `step` says how many. */
export function fitted(
  values: readonly number[],
  most: number,
): { readonly values: readonly number[]; readonly step: number } {
  const step = Math.max(1, Math.ceil(values.length / most))
  const sums = Array.from({ length: Math.ceil(values.length / step) }, (_, index) =>
    values.slice(index * step, (index + 1) * step).reduce((sum, value) => sum + value, 0),
  )
  return { values: sums, step }
}
