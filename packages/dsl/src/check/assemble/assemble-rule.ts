import type { Guard, LimitCost, Rule, RuleCommon } from '@tidegate/model'
import { digest } from '../digest.ts'
import type { Draft, DraftCost } from '../rules/draft.ts'
import type { CollapsedRule } from './collapse-rules.ts'

/** What a rule of the model needs in addition to its draft. */
export interface RuleLinks {
  readonly identity: string
  /** Index of the limit that this one replaces. */
  readonly replaces: number | undefined
  /** Indices of the limits that this rule lifts, ascending. */
  readonly lifts: readonly number[]
}

/** Builds a rule of the model. */
export function assembleRule({ draft, text }: CollapsedRule, links: RuleLinks): Rule {
  const common = commonOf(draft, digest(text))
  switch (draft.kind) {
    case 'block':
      return { ...common, kind: 'block', condition: draft.condition }
    case 'allow-only':
      return { ...common, kind: 'allow-only', condition: draft.condition }
    case 'exempt':
      return { ...common, kind: 'exempt', condition: draft.condition, lifts: links.lifts }
    case 'limit':
      return {
        ...common,
        kind: 'limit',
        count: draft.count,
        period: draft.period,
        key: draft.key,
        ...(draft.cost !== undefined && { cost: costOf(draft.cost) }),
        ...(draft.blockMs !== undefined && { blockMs: draft.blockMs }),
        includingRefused: draft.includingRefused,
        identity: links.identity,
        ...(draft.countingReplies !== undefined && { countingReplies: draft.countingReplies }),
        ...(links.replaces !== undefined && { replaces: links.replaces }),
      }
  }
}

function commonOf({ name, shadow, guards, place, text, reply, log }: Draft, id: string): RuleCommon {
  return {
    id,
    shadow,
    guards: guards.map(guardOf),
    place,
    text,
    ...(name !== undefined && { name: name.text }),
    ...(reply !== undefined && { reply }),
    ...(log !== undefined && { log }),
  }
}

function guardOf({ source, condition, text, place }: Guard): Guard {
  return { source, condition, text, place }
}

function costOf(cost: DraftCost): LimitCost {
  if (cost.kind === 'fact') return cost
  return {
    kind: 'cases',
    cases: cost.cases.map(({ places, condition, text, place }) => ({ places, condition, text, place })),
  }
}
