import type { WorstCost } from '@tidegate/engine/tools'

/** The worst cost of a decision in one line of words. */
export function renderCost({ steps, parts, limits }: WorstCost): string {
  const shares = parts.map(({ what, steps: share }) => `${what} ${number(share)}`).join(', ')
  const counted =
    limits === 0 ? 'no limit is counted' : limits === 1 ? '1 limit may be counted' : `${limits} limits may be counted`
  return `at worst ${number(steps)} steps of a few nanoseconds${shares === '' ? '' : ` (${shares})`}; ${counted}`
}

function number(value: number): string {
  return String(value).replaceAll(/\B(?=(\d{3})+$)/g, ',')
}
