import type { BotCategory, EnforcedRule } from './enforced-rule.ts'
import type { RobotsNote } from '../parse/note.ts'
import { policyPattern, type PolicyPattern } from '../policy-text/policy-pattern.ts'

/** The names in the policy for the categories of the catalogue. */
export const categoryNames: Readonly<Record<BotCategory, string>> = {
  'ai-training': 'ai_training',
  'ai-fetching': 'ai_fetching',
}

/** Returns `block …` as policy text; undefined if it can refuse no request. Approximations are noted. */
export function blockText(
  rule: Extract<EnforcedRule, { readonly kind: 'block-paths' | 'block-category' }>,
  notes: RobotsNote[],
): string | undefined {
  const refused = policyPattern(rule.pattern ?? '/')
  const open = rule.unless.map(policyPattern)
  if (refused.kind === 'never' || open.some(({ kind }) => kind === 'always')) return undefined
  for (const message of new Set([refused, ...open].map(approximationOf))) {
    if (message !== undefined) notes.push({ code: 'approximated', severity: 'info', line: rule.line, message })
  }
  const where = testsOf(refused)
  const exceptions = open.map(testsOf).filter((tests) => tests !== '')
  const unless = exceptions.length === 0 ? '' : ` unless ${exceptions.join(' or ')}`
  if (rule.kind === 'block-paths') return `block ${where === '' ? 'anyone' : where}${unless}`
  return `block bot in ${categoryNames[rule.category]}${where === '' ? '' : ` when ${where}`}${unless}`
}

function testsOf(pattern: PolicyPattern): string {
  return pattern.kind === 'test' ? pattern.tests.join(' or ') : ''
}

function approximationOf(pattern: PolicyPattern): string | undefined {
  return pattern.kind === 'test' ? pattern.approximation : undefined
}
