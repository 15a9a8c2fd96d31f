import type { BotCategory, EnforcedRule } from './enforced-rule.ts'
import type { Octets } from '../parse/octets.ts'
import type { RobotsNote } from '../parse/note.ts'
import { pathTest, policyPattern, type PolicyPattern } from '../policy-text/policy-pattern.ts'

/** The names in the policy for the categories of the catalogue. */
export const categoryNames: Readonly<Record<BotCategory, string>> = {
  'ai-training': 'ai_training',
  'ai-fetching': 'ai_fetching',
}

/** The names under which path patterns of several rules are declared, by pattern. */
export type SharedPaths = ReadonlyMap<Octets, string>

/** Returns `block …` as policy text; undefined if it can refuse no request. Approximations are noted. */
export function blockText(
  rule: Extract<EnforcedRule, { readonly kind: 'block-paths' | 'block-category' }>,
  shared: SharedPaths,
  notes: RobotsNote[],
): string | undefined {
  const refused = writtenPattern(rule.pattern ?? '/', shared)
  const open = rule.unless.map((pattern) => writtenPattern(pattern, shared))
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

function writtenPattern(pattern: Octets, shared: SharedPaths): PolicyPattern {
  const written = policyPattern(pattern)
  const name = shared.get(pattern)
  if (written.kind !== 'test' || name === undefined) return written
  return { ...written, tests: [pathTest(written.paths, name)] }
}

function testsOf(pattern: PolicyPattern): string {
  return pattern.kind === 'test' ? pattern.tests.join(' or ') : ''
}

function approximationOf(pattern: PolicyPattern): string | undefined {
  return pattern.kind === 'test' ? pattern.approximation : undefined
}
