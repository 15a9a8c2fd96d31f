import { type KeyNames } from '@tidegate/model'
import type { Checking } from '../checking.ts'
import type { Draft } from '../rules/draft.ts'
import { writeRule } from './write-rule.ts'

/** A rule with the text that its digest is of. */
export interface CollapsedRule {
  readonly draft: Draft
  /** Sets by their names, so that editing a list keeps the rule what it is. Two rules have different texts. */
  readonly text: string
}

/** Rules without repetition, and for each draft the rule that stands for it. */
export interface CollapsedRules {
  /** In the order of their texts. */
  readonly rules: readonly CollapsedRule[]
  readonly ruleOf: ReadonlyMap<Draft, CollapsedRule>
}

/**
 * Rules that say the same are one rule. Two with equal texts stay apart where sets of one name differ between files, and where
 * only one of them is within reach of an `exempt` that lifts all limits of its file.
 */
export function collapseRules(checking: Checking, drafts: readonly Draft[]): CollapsedRules {
  const { sets, facts } = checking
  const byName = namesWriter(checking)
  const byClass: KeyNames = { facts, set: (kind, index) => `${kind} ${sets.classOf(kind, index)}` }
  const liftsAll = new Set(
    drafts.filter((draft) => draft.kind === 'exempt' && draft.limits === undefined).map(({ unit }) => unit),
  )
  const kept = new Map<string, [CollapsedRule, ...CollapsedRule[]]>()
  const ruleOf = new Map<Draft, CollapsedRule>()
  for (const draft of drafts) {
    const text = writeRule(draft, byName)
    const alike = kept.get(text)
    const same = alike?.find((rule) => isSame(rule.draft, draft))
    const rule = same ?? { draft, text: alike === undefined ? text : `${text}\n${alike.length} ${draft.unit.file}` }
    if (alike === undefined) kept.set(text, [rule])
    else if (same === undefined) alike.push(rule)
    ruleOf.set(draft, rule)
  }
  return { rules: [...kept.values()].flat().toSorted((a, b) => (a.text < b.text ? -1 : 1)), ruleOf }

  /** Whether two rules of one text say the same of the same sets, and reach the same rules. */
  function isSame(a: Draft, b: Draft): boolean {
    return placeOf(a) === placeOf(b) && writeRule(a, byClass) === writeRule(b, byClass)
  }

  /** The file that a rule's effect depends on; empty where it depends on none. */
  function placeOf(draft: Draft): string {
    return draft.unit.role !== 'root' && reaches(draft, liftsAll.has(draft.unit)) ? draft.unit.file : ''
  }
}

/** Writes conditions with sets by their names, those written in place by what they hold. */
export function namesWriter(checking: Checking): KeyNames {
  const { facts, sets } = checking
  return { facts, set: (kind, index) => nameOf(checking, kind, index) ?? `#${sets.digestOf(kind, index)}` }
}

/** Whether a rule's effect depends on the file that it stands in. */
function reaches(draft: Draft, liftedAll: boolean): boolean {
  if (draft.kind === 'limit') return liftedAll || draft.replaces !== undefined
  return draft.kind === 'exempt'
}

function nameOf({ sets }: Checking, kind: Parameters<KeyNames['set']>[0], index: number): string | undefined {
  switch (kind) {
    case 'addresses':
      return sets.addressSets[index]?.name
    case 'bots':
      return sets.botSets[index]?.name
    case 'paths':
      return sets.pathSets[index]?.name
    case 'window':
      return sets.windows[index]?.name
  }
}
