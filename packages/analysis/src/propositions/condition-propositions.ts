import { type Condition, foldCondition, type Rule } from '@tidegate/model'
import type { BotPropositions } from './bot-propositions.ts'
import { certainly, type Proposition } from '../logic/proposition.ts'
import { nowIn } from './now-in.ts'
import { createPropositionContext, type PropositionSource } from './proposition-context.ts'
import { testProposition } from './proposition-kinds.ts'
import { contrary } from '../dimensions/space.ts'

/** A model's conditions as propositions, in a space that it shares with another model. */
export interface ConditionPropositions {
  /**
   * The condition has the value `wanted`. `inDoubt` is the value of every test of the time, negated or not, while the clock is
   * implausible.
   */
  readonly condition: (condition: Condition, wanted: boolean, inDoubt: boolean) => Proposition
  /** A rule applies: it is in force, and it refuses, exempts or counts. */
  readonly rule: (rule: Rule) => Proposition
  /** A limit is in force with a plausible clock. */
  readonly isFirm: (rule: Rule) => Proposition
  /** A required fact is missing. */
  readonly factMissing: () => Proposition
  readonly bots: BotPropositions
}

/** Creates the propositions of a model. */
export function conditionPropositions(source: PropositionSource): ConditionPropositions {
  const context = createPropositionContext(source)
  const { model, space, bots, factIs, hasUser } = context

  function condition(root: Condition, wanted: boolean, inDoubt: boolean): Proposition {
    return foldCondition<Proposition>(
      root,
      {
        constant: certainly,
        all: (parts) => space.allOf(parts),
        any: (parts) => space.anyOf(parts),
        test: (asked, isWanted) => {
          if (asked.kind === 'now-in') return nowIn(asked, context, { wanted: isWanted, inDoubt })
          const holds = testProposition(asked, context)
          return isWanted ? holds : contrary(holds, space)
        },
      },
      wanted,
    )
  }

  function guards(rule: Rule, inDoubt: boolean): readonly Proposition[] {
    return rule.guards.map((guard) => condition(guard.condition, true, inDoubt))
  }

  return {
    condition,
    rule(rule) {
      const inDoubt = rule.kind !== 'exempt'
      if (rule.kind === 'limit') return space.allOf(guards(rule, inDoubt))
      return space.allOf([...guards(rule, inDoubt), condition(rule.condition, rule.kind !== 'allow-only', inDoubt)])
    },
    isFirm: (rule) => space.allOf(guards(rule, false)),
    factMissing() {
      const missing = model.facts.flatMap((spec) => {
        if (spec.presence === 'optional') return []
        const isAbsent = contrary(factIs(spec, { kind: 'present' }), space)
        return [spec.presence === 'required' ? isAbsent : space.allOf([hasUser(), isAbsent])]
      })
      return space.anyOf(missing)
    },
    bots,
  }
}
