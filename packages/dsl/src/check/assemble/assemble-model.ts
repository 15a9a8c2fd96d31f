import type { ClientIp, Model, PageText } from '@tidegate/model'
import type { Checking } from '../checking.ts'
import type { Draft } from '../rules/draft.ts'
import { assembleRule } from './assemble-rule.ts'
import { type CollapsedRule, collapseRules, namesWriter } from './collapse-rules.ts'
import { filesOf } from './files-of.ts'
import { fingerprintOf } from './fingerprint-of.ts'
import { limitIdentities } from './limit-identities.ts'
import type { LimitReferences } from './limit-references.ts'

/** Builds the model of a policy without errors. */
export function assembleModel(
  checking: Checking,
  drafts: readonly Draft[],
  references: LimitReferences,
  clientIp: ClientIp | undefined,
): Model {
  const { sets, facts, pathsMatchExactly } = checking
  const { rules, ruleOf } = collapseRules(checking, drafts)
  const identities = limitIdentities(rules, namesWriter(checking))
  const indices = new Map(rules.map((rule, index) => [rule, index]))
  const indexOf = (draft: Draft | undefined): number | undefined => {
    const rule = draft === undefined ? undefined : ruleOf.get(draft)
    return rule === undefined ? undefined : indices.get(rule)
  }
  const assembled = rules.map((rule) => assembleRule(rule, linksOf(rule)))
  const name = nameOf(checking)
  const plugins = pluginsOf(checking)

  return {
    version: 2,
    ...(name !== undefined && { name }),
    ...(clientIp !== undefined && { clientIp }),
    pathsMatchExactly,
    facts,
    addressSets: sets.addressSets,
    botSets: sets.botSets,
    pathSets: sets.pathSets,
    windows: sets.windows,
    rules: assembled,
    ...(checking.pages.size > 0 && { pages: pagesOf(checking) }),
    plugins,
    files: filesOf(checking),
    fingerprint: fingerprintOf(checking, { name, clientIp, plugins, rules, references, ruleOf }),
  }

  function linksOf(rule: CollapsedRule): Parameters<typeof assembleRule>[1] {
    const { draft } = rule
    const lifted = draft.kind === 'exempt' ? (references.lifts.get(draft) ?? []) : []
    const lifts = new Set(lifted.map(indexOf).filter((index) => index !== undefined))
    return {
      identity: identities.get(rule) ?? '',
      replaces: draft.kind === 'limit' ? indexOf(references.replaces.get(draft)) : undefined,
      lifts: lifts.size === 0 ? [] : [...lifts].toSorted((a, b) => a - b),
    }
  }
}

function pagesOf({ pages }: Checking): readonly PageText[] {
  const texts = [...pages].map(([digest, text]) => ({ digest, text }))
  return texts.toSorted((a, b) => (a.digest < b.digest ? -1 : 1))
}

function nameOf({ root }: Checking): string | undefined {
  for (const statement of root.ast.statements) if (statement.kind === 'policy') return statement.name.text
  return undefined
}

function pluginsOf({ units }: Checking): readonly string[] {
  const names = units.flatMap((unit) =>
    unit.ast.statements.flatMap((statement) => (statement.kind === 'use' ? [statement.plugin.text] : [])),
  )
  return [...new Set(names)].toSorted()
}
