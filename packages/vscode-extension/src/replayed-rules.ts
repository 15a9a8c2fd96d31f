/** How many requests of a log each rule refused, as the server reports it. */
export interface ReplayedRules {
  readonly log: string
  readonly total: number
  /** By `file:line`, with the line from 1. */
  readonly refused: Readonly<Record<string, number>>
}

/** A rule and what it refused. */
export interface RefusedByRule {
  readonly file: string
  /** From 1. */
  readonly line: number
  readonly label: string
  readonly description: string
}

/** Returns the rules that refused requests, with the most first. */
export function refusedByRules({ total, refused }: ReplayedRules): readonly RefusedByRule[] {
  return Object.entries(refused)
    .toSorted(([one, a], [other, b]) => b - a || one.localeCompare(other, 'en'))
    .flatMap(([place, count]) => {
      const [, file, line] = /^(.*):(\d+)$/u.exec(place) ?? []
      if (file === undefined || line === undefined) return []
      const share = total === 0 ? 0 : (100 * count) / total
      const description = `refused ${count.toLocaleString('en')} of ${total.toLocaleString('en')} (${share.toFixed(2)} %)`
      return [{ file, line: Number(line), label: place, description }]
    })
}
