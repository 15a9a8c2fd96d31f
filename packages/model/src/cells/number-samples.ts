/**
 * Numbers that represent all numbers when they are compared with `bounds`: the bounds themselves, one between each two neighbours
 * (a whole number if there is one), one below all and one above all. Finite, in ascending order.
 */
export function numberSamples(bounds: readonly number[]): readonly number[] {
  const values = [...new Set(bounds)].toSorted((x, y) => x - y)
  const first = values[0] ?? 0
  const last = values.at(-1) ?? 0
  const samples = new Set([first - Math.max(1, Math.abs(first)), last + Math.max(1, Math.abs(last))])
  for (const [index, value] of values.entries()) {
    samples.add(value)
    const next = values[index + 1]
    if (next === undefined) continue
    const between = value / 2 + next / 2
    samples.add(Math.floor(between) > value ? Math.floor(between) : between)
  }
  return [...samples].filter(Number.isFinite).toSorted((x, y) => x - y)
}
