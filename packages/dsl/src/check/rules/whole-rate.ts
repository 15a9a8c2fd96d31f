import type { DurationAst } from '../../syntax/ast/rules.ts'

const maxFactor = 1_000

/** Returns the same rate in whole numbers, as a help text: `1 per 2 seconds` for `0.5 per second`; undefined if there is none. */
export function helpForRate(count: number, { amount, unit }: Pick<DurationAst, 'amount' | 'unit'>): string | undefined {
  if (!(count > 0 && amount > 0)) return undefined
  for (let factor = 1; factor <= maxFactor; factor++) {
    const [requests, units] = [count * factor, amount * factor]
    if (!isWhole(requests) || !isWhole(units)) continue
    const period = Math.round(units) === 1 ? unit : `${Math.round(units)} ${unit}s`
    return `write the same rate in whole numbers: \`limit ${Math.round(requests)} per ${period}\``
  }
  return undefined
}

function isWhole(value: number): boolean {
  return Math.round(value) >= 1 && Math.abs(value - Math.round(value)) < 1e-6
}
