import { deniedBy } from '../presence/denied-by.ts'
import { establishedBy, unionOf } from '../presence/established-by.ts'
import type { AllowOnlyDraft, BlockDraft, Draft } from '../rules/draft.ts'
import type { Findable } from './findable.ts'
import { createCoverIndex } from './logic/cover-index.ts'
import { describeRule } from './logic/rule-conditions.ts'

/** TG416: a redundant rule: its conditions contradict each other, or another rule refuses every request that it would refuse. */
export function findRedundantRules(findable: Findable): void {
  const redundant = new Set<Draft>()
  for (const draft of findable.work.each(findable.drafts, ({ statement }) => statement.span)) {
    const reason = contradiction(findable, draft)
    if (reason === undefined) continue
    redundant.add(draft)
    findable.checking.report.add('TG416', draft.statement.span, reason, {
      help: 'look for conditions that cannot be true together, in the rule and in the `where` blocks around it',
    })
  }
  findCovered(findable, redundant)
}

function contradiction({ logic, conditions }: Findable, draft: Draft): string | undefined {
  const effect = draft.kind === 'limit' ? undefined : conditions.effect(draft)
  const hasEffect = effect === undefined ? undefined : logic.canHold(effect)
  // A rule that can have an effect can be in force.
  if (hasEffect !== true) {
    if (logic.canHold(conditions.inForce(draft)) === false)
      return 'the rule is never in force: its guards contradict each other'
    if (hasEffect === false) return reasons[draft.kind]
  }
  return needsAbsentFact(draft)
}

/** A header, query parameter or cookie may have several values, which the logic treats as independent: their presence is compared here. */
function needsAbsentFact(draft: Draft): string | undefined {
  const guards = draft.guards.flatMap(({ typed, source }) => {
    return typed === undefined ? [] : [deniedBy(typed, source !== 'unless')]
  })
  const own = draft.kind === 'limit' ? [] : [deniedBy(draft.typed, draft.kind !== 'allow-only')]
  const absent = unionOf([...guards, ...own])
  if (absent.size === 0) return undefined
  const present = unionOf([
    ...draft.guards.map(({ establishes }) => establishes),
    ...(draft.kind === 'limit' ? [] : [establishedBy(draft.typed, draft.kind !== 'allow-only')]),
  ])
  // Only a user agent can be one of a bot.
  const isImpossible = [...absent].some((key) => present.has(key) || (key === 'agent' && present.has('bot')))
  return isImpossible
    ? 'the rule never applies: it needs a fact that another of its tests requires to be absent'
    : undefined
}

const reasons: { readonly [K in Draft['kind']]: string | undefined } = {
  block: 'the rule never blocks a request: its condition is never true',
  'allow-only': 'the rule never refuses a request: its condition is always true',
  exempt: 'the rule never exempts a request: its condition is never true',
  limit: undefined,
}

/** Rules with a name, a reply or a log level are skipped: they can still determine what is reported. */
function findCovered({ checking, work, logic, conditions, blocks, allowOnly }: Findable, redundant: Set<Draft>): void {
  const refusing = [...blocks, ...allowOnly].filter((draft) => !draft.shadow && !redundant.has(draft))
  const parts = refusing.map((draft) => logic.conjuncts(conditions.effect(draft), true))
  const index = createCoverIndex(parts, logic, work)
  const places = new Map(refusing.map((draft, at): [Draft, number] => [draft, at]))
  for (const draft of work.each(refusing, ({ statement }) => statement.span)) {
    if (draft.name !== undefined || draft.reply !== undefined || draft.log !== undefined) continue
    const number = index.candidates(parts[places.get(draft) ?? 0] ?? []).find((candidate) => {
      const other = refusing[candidate]
      if (other === undefined || other === draft || redundant.has(other) || !mayCover(draft, other) || !work.spend(1))
        return false
      return logic.implies(conditions.effect(draft), conditions.effect(other)) === true
    })
    const cover = number === undefined ? undefined : refusing[number]
    if (cover === undefined) continue
    redundant.add(draft)
    checking.report.add(
      'TG416',
      draft.statement.span,
      `the rule is redundant: ${describeRule(cover)} refuses every request that it would refuse`,
      {
        related: [{ span: cover.statement.span, message: 'this rule already refuses them all' }],
      },
    )
  }
}

/** Blocks are evaluated first, so that an `allow only` rule never makes a block redundant. */
function mayCover(draft: BlockDraft | AllowOnlyDraft, other: BlockDraft | AllowOnlyDraft): boolean {
  return draft.kind === other.kind || (draft.kind === 'allow-only' && other.kind === 'block')
}
