import type { RuleRef } from '@tidegate/engine'
import type { NamedSite } from './name-sites.ts'
import type { RuleCount } from './operator.ts'

/** What the rules of these sites did, as far as the remembered refusals show; those that refused most come first. */
export function countRules(sites: readonly NamedSite[]): readonly RuleCount[] {
  return sites.flatMap(countSite).toSorted((a, b) => b.refused - a.refused || b.wouldRefuse - a.wouldRefuse)
}

function countSite({ site, gate }: NamedSite): readonly RuleCount[] {
  const found = new Map<string, { refused: number; wouldRefuse: number; lastAtMs: number }>()
  for (const { rule, enforced, atMs } of gate.refusals()) {
    if (rule === undefined) continue
    const count = found.get(rule.id) ?? { refused: 0, wouldRefuse: 0, lastAtMs: atMs }
    if (enforced) count.refused++
    else count.wouldRefuse++
    found.set(rule.id, count)
  }
  return gate.plan.model.rules
    .filter(({ kind }) => kind !== 'exempt')
    .map(({ kind, id, name, place: { file, line }, text, shadow }) => {
      const rule: RuleRef = { kind, id, ...(name !== undefined && { name }), file, line, text }
      return { site, rule, shadow, refused: 0, wouldRefuse: 0, ...found.get(id), rememberedOnly: true }
    })
}
