import type { WorstCost } from '@tidegate/engine/tools'

/** Returns one line about the maximum cost of a decision. */
export function renderCost({ steps, parts, limits }: WorstCost): string {
  const shares = parts.map(({ what, steps: share }) => `${what} ${number(share)}`).join(', ')
  const counted =
    limits === 0 ? 'no limits are counted' : `${limits === 1 ? '1 limit is' : `up to ${limits} limits are`} counted`
  return `at most ${number(steps)} steps of a few nanoseconds${shares === '' ? '' : ` (${shares})`}; ${counted}`
}

function number(value: number): string {
  return String(value).replaceAll(/\B(?=(\d{3})+$)/g, ',')
}
