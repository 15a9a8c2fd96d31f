/** A request that a gate admitted: the server counted it, if it did, between the two times. */
export interface Admitted {
  readonly client: number
  readonly sentMs: number
  readonly answeredMs: number
}

/**
 * How many requests were admitted beyond `limit` within some period of `periodMs`: for each client the largest excess, and the sum of these. Only requests
 * that were certainly counted within less than a period of each other are counted together. Quadratic in the admissions of a client.
 */
export function countExcess(admitted: readonly Admitted[], limit: number, periodMs: number): number {
  const byClient = Map.groupBy(admitted, ({ client }) => client)
  let sum = 0
  for (const all of byClient.values()) {
    const most = all.map(
      ({ sentMs }) => all.filter((each) => each.sentMs >= sentMs && each.answeredMs < sentMs + periodMs).length,
    )
    sum += Math.max(0, Math.max(...most) - limit)
  }
  return sum
}
