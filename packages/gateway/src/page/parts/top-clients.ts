import { formatIp, networkOf, parseIp } from '@tidegate/values'
import type { SiteRefusal } from '../../operator/refusal-answers.ts'

/** How many refusals had a value in common. */
export interface Ranked {
  readonly value: string
  readonly count: number
}

/** What refusals have in common most often. */
export interface TopClients {
  readonly addresses: readonly Ranked[]
  readonly networks: readonly Ranked[]
  readonly users: readonly Ranked[]
  readonly agents: readonly Ranked[]
}

/** Counts refusals by address, network (/24 of IPv4, /48 of IPv6), user and agent. Linear in their number. */
export function topClients(refusals: readonly SiteRefusal[], max: number): TopClients {
  const rank = (valueOf: (refusal: SiteRefusal) => string | undefined): readonly Ranked[] => {
    const counts = new Map<string, number>()
    for (const refusal of refusals) {
      const value = valueOf(refusal)
      if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1)
    }
    return [...counts]
      .map(([value, count]) => ({ value, count }))
      .toSorted((a, b) => b.count - a.count)
      .slice(0, max)
  }
  return {
    addresses: rank(({ ip }) => ip),
    networks: rank(({ ip }) => (ip === undefined ? undefined : networkText(ip))),
    users: rank(({ user }) => user),
    agents: rank(({ agent }) => agent),
  }
}

function networkText(text: string): string | undefined {
  const ip = parseIp(text)
  if (ip === undefined) return undefined
  return `${formatIp(networkOf(ip, 24, 48))}/${ip.family === 4 ? 24 : 48}`
}
