import { type KeyNames } from '@tidegate/model'
import type { Checking } from '../checking.ts'
import type { Draft } from '../rules/draft.ts'
import { type RuleNames, writeRule } from './write-rule.ts'

/** A rule with the text from which its digest is computed. */
export interface CollapsedRule {
  readonly draft: Draft
  /** The text refers to sets by name, so that editing a list does not change the identity of the rule. */
  readonly text: string
}

/** Rules without repetition, and the rule that represents each draft. */
export interface CollapsedRules {
  /** Sorted by their texts. */
  readonly rules: readonly CollapsedRule[]
  readonly ruleOf: ReadonlyMap<Draft, CollapsedRule>
}

/**
 * Merges equal rules into one. Two rules with equal texts are kept separate if sets of one name differ between files, or if only
 * one of them is lifted by an `exempt … from limits` in its file.
 */
export function collapseRules(checking: Checking, drafts: readonly Draft[]): CollapsedRules {
  const { sets, facts } = checking
  const byName = namesWriter(checking)
  const byClass: RuleNames = {
    facts,
    set: (kind, index) => `${kind} ${sets.classOf(kind, index)}`,
    page: (page) => page.digest,
  }
  const liftsAll = new Set(
    drafts.filter((draft) => draft.kind === 'exempt' && draft.limits === undefined).map(({ unit }) => unit),
  )
  const kept = new Map<string, [CollapsedRule, ...CollapsedRule[]]>()
  const ruleOf = new Map<Draft, CollapsedRule>()
  for (const draft of drafts) {
    const text = writeRule(draft, byName)
    const sameText = kept.get(text)
    const same = sameText?.find((rule) => isSame(rule.draft, draft))
    const rule = same ?? {
      draft,
      text: sameText === undefined ? text : `${text}\n${sameText.length} ${draft.unit.file}`,
    }
    if (sameText === undefined) kept.set(text, [rule])
    else if (same === undefined) sameText.push(rule)
    ruleOf.set(draft, rule)
  }
  return { rules: [...kept.values()].flat().toSorted((a, b) => (a.text < b.text ? -1 : 1)), ruleOf }

  /** Whether two rules with equal texts use equal sets and refer to the same rules. */
  function isSame(a: Draft, b: Draft): boolean {
    return placeOf(a) === placeOf(b) && writeRule(a, byClass) === writeRule(b, byClass)
  }

  /** Returns the file that a rule's effect depends on; empty if it does not depend on a file. */
  function placeOf(draft: Draft): string {
    return draft.unit.role !== 'root' && reaches(draft, liftsAll.has(draft.unit)) ? draft.unit.file : ''
  }
}

/** Returns names for writing conditions: declared sets by their names, sets written in place by a digest of their content, and pages by their files. */
export function namesWriter(checking: Checking): RuleNames {
  const { facts, sets } = checking
  return {
    facts,
    set: (kind, index) => nameOf(checking, kind, index) ?? `#${sets.digestOf(kind, index)}`,
    page: ({ file }) => file,
  }
}

/** Whether a rule's effect depends on the file that contains it. */
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
