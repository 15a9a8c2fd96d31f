import { type ClientIp, type Condition, readsOf, someTest } from '@tidegate/model'
import type { Checking } from '../checking.ts'
import { digest } from '../digest.ts'
import { costCasesOf, type Draft } from '../rules/draft.ts'
import type { CollapsedRule } from './collapse-rules.ts'
import type { LimitReferences } from './limit-references.ts'
import { type RuleNames, writeRule } from './write-rule.ts'

/** The parts of a policy that determine its fingerprint. */
export interface Fingerprinted {
  readonly name: string | undefined
  readonly clientIp: ClientIp | undefined
  readonly plugins: readonly string[]
  readonly rules: readonly CollapsedRule[]
  readonly references: LimitReferences
  readonly ruleOf: ReadonlyMap<Draft, CollapsedRule>
}

/**
 * Returns a digest of the meaning of a policy. It does not depend on formatting, comments, the order of statements, or the names
 * of files and sets, nor on declarations that no rule uses.
 */
export function fingerprintOf(checking: Checking, policy: Fingerprinted): string {
  const { sets, facts, pathsMatchExactly, used } = checking
  const writer: RuleNames = {
    facts,
    set: (kind, index) => sets.digestOf(kind, index),
    page: (page) => page.digest,
  }
  const ruleTexts = new Map(policy.rules.map((rule) => [rule, writeRule(rule.draft, writer)]))
  const textOf = (draft: Draft): string => {
    const rule = policy.ruleOf.get(draft)
    return rule === undefined ? '' : (ruleTexts.get(rule) ?? '')
  }
  const rules = policy.rules.map((rule) => {
    const { draft } = rule
    const text = ruleTexts.get(rule) ?? ''
    if (draft.kind !== 'exempt') return text
    const lifted = (policy.references.lifts.get(draft) ?? []).map(textOf).toSorted()
    return [text, ...new Set(lifted)].join('\n  ')
  })
  const usedFacts = new Set([...used].map(({ name }) => name))
  const parts = [
    `name ${policy.name ?? ''}`,
    `paths ${pathsMatchExactly ? 'exactly' : 'folded'}`,
    clientIpText(checking, policy.clientIp),
    `plugins ${policy.plugins.join(', ')}`,
    ...facts
      .filter(({ name, presence }) => presence === 'required' || usedFacts.has(name))
      .map(({ name, type, presence }) => `fact ${name} ${type} ${presence}`),
    ...(policy.rules.some(({ draft }) => asksForAnyBot(draft)) ? [anyBotText(checking)] : []),
    ...rules.toSorted(),
  ]
  return digest(parts.join('\n\n'))
}

function clientIpText({ sets }: Checking, clientIp: ClientIp | undefined): string {
  if (clientIp === undefined) return 'client ip peer'
  return `client ip ${clientIp.header} ${sets.digestOf('addresses', clientIp.trusting)}`
}

/** `bot is present` and `per bot` depend on every declared set. */
function anyBotText({ sets }: Checking): string {
  return `bots ${[...new Set(sets.botSets.map((_, index) => sets.digestOf('bots', index)))].toSorted().join(', ')}`
}

function asksForAnyBot(draft: Draft): boolean {
  const inKey = draft.kind === 'limit' && draft.key.some((part) => part.kind === 'text' && part.subject.kind === 'bot')
  if (inKey || (draft.kind !== 'limit' && mentionsAnyBot(draft.condition))) return true
  return [...draft.guards, ...costCasesOf(draft)].some(({ condition }) => mentionsAnyBot(condition))
}

function mentionsAnyBot(condition: Condition): boolean {
  return someTest(condition, (test) => readsOf(test).some(({ kind }) => kind === 'bot'))
}
