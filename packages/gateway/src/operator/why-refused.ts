import type { NamedSite } from './name-sites.ts'
import type { ExplainedRefusal, SiteRefusal, WhyAnswer } from './refusal-answers.ts'
import type { OperatorBlock } from './counter-operations.ts'
import type { Tightening } from './tightening.ts'
import { adviseRefusal } from './advise-refusal.ts'
import { exceptClient } from './except-client.ts'
import { readIds } from './read-id.ts'

/** What an explanation of a refusal looks up. */
export interface WhyContext {
  readonly sites: readonly NamedSite[]
  /** The operator's block that refused the request, if one did. */
  readonly blockOf: (refusal: SiteRefusal) => OperatorBlock | undefined
  /** The tightening to which a file of a rule belongs. */
  readonly tighteningOf: (site: string, file: string) => Tightening | undefined
}

/**
 * Explains the refusal whose id is in `text`. Ids are found in constant time; only for a text without one that is remembered, all ids are compared without
 * their case, as people type them.
 */
export function whyRefused(text: string, context: WhyContext): WhyAnswer {
  const ids = readIds(text)
  if (ids.length === 0) return { kind: 'not-an-id', text: text.slice(0, 100) }
  for (const id of ids) {
    for (const { site, gate } of context.sites) {
      const refusal = gate.refusal(id)
      if (refusal !== undefined) return { kind: 'found', refusal: explained({ ...refusal, site }, context) }
    }
  }
  return withoutCase(ids, context)
}

function withoutCase(ids: readonly string[], context: WhyContext): WhyAnswer {
  const wanted = new Set(ids.map((id) => id.toLowerCase()))
  const found: SiteRefusal[] = []
  let remembered = 0
  let oldestAtMs: number | undefined
  for (const { site, gate } of context.sites) {
    for (const refusal of gate.refusals()) {
      remembered++
      oldestAtMs = Math.min(oldestAtMs ?? refusal.atMs, refusal.atMs)
      if (wanted.has(refusal.id.toLowerCase())) found.push({ ...refusal, site })
    }
  }
  const [only, ...others] = found
  if (only === undefined)
    return { kind: 'unknown', id: ids[0]!, remembered, ...(oldestAtMs !== undefined && { oldestAtMs }) }
  return others.length === 0
    ? { kind: 'found', refusal: explained(only, context) }
    : { kind: 'several', ids: found.map(({ id }) => id) }
}

function explained(refusal: SiteRefusal, { sites, blockOf, tighteningOf }: WhyContext): ExplainedRefusal {
  const { plan } = sites.find(({ site }) => site === refusal.site)!.gate
  const { rule } = refusal
  const tightening = rule === undefined ? undefined : tighteningOf(refusal.site, rule.file)
  const operatorBlock = blockOf(refusal)
  return {
    ...refusal,
    ...(rule !== undefined && { ruleInForce: plan.model.rules.some(({ id }) => id === rule.id) }),
    ...(operatorBlock !== undefined && { operatorBlock }),
    ...(tightening !== undefined && { tightening }),
    advice: adviseRefusal(refusal.reason),
    exceptions: tightening === undefined ? exceptClient(refusal, plan) : [],
  }
}
