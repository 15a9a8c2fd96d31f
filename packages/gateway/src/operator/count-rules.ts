import type { Tightening } from './tightening.ts'
import type { RuleCount } from './operator.ts'
import type { NamedSite } from './name-sites.ts'

/** Number of refusals that are looked at for the time of the last one. WHY not all: ten thousand take 40 ms, in which no request is decided. */
const maxLooked = 1_000

/** What the rules of these sites did since the gateway started; those that refused most come first. */
export function countRules(
  sites: readonly NamedSite[],
  tighteningOf: (site: string, file: string) => Tightening | undefined,
): readonly RuleCount[] {
  return sites
    .flatMap((site) => countSite(site, tighteningOf))
    .toSorted((a, b) => b.refused - a.refused || b.wouldRefuse - a.wouldRefuse || b.applied - a.applied)
}

function countSite(
  { site, gate }: NamedSite,
  tighteningOf: (site: string, file: string) => Tightening | undefined,
): readonly RuleCount[] {
  const lastAtMs = new Map<string, number>()
  let looked = 0
  for (const { rule, atMs } of gate.refusals()) {
    if (looked++ >= maxLooked) break
    if (rule !== undefined && !lastAtMs.has(rule.id)) lastAtMs.set(rule.id, atMs)
  }
  const { rules, limits } = gate.counts()
  const byId = new Map(limits.map((limit) => [limit.rule.id, limit]))
  return rules.map(({ rule, shadow, applied, refused, refusedKnown, wouldRefuse }): RuleCount => {
    const last = lastAtMs.get(rule.id)
    const limit = byId.get(rule.id)
    const tightening = tighteningOf(site, rule.file)
    return {
      site,
      rule,
      shadow,
      applied,
      refused,
      refusedKnown,
      wouldRefuse,
      ...(limit !== undefined && { admitted: limit.admitted, near: limit.near }),
      ...(last !== undefined && { lastAtMs: last }),
      ...(tightening !== undefined && { tightening: tightening.id }),
    }
  })
}
