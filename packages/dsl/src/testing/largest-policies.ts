import type { LargestPolicy } from './largest-policy.ts'
import { largestRules } from './largest-rules.ts'
import { largestSets } from './largest-sets.ts'

const policies = [...largestRules, ...largestSets]

/** Policies at the bounds of the language, and one that is at many of them. */
export const largestPolicies: readonly LargestPolicy[] = [...policies, together()]

function together(): LargestPolicy {
  const parts = [
    'short patterns that begin with a wildcard',
    'windows in many time zones',
    'limits with one key',
    'rules with replies',
    'patterns with wildcards in a set',
    'networks that contain each other',
    'tokens',
  ]
  const some = policies.filter(({ name }) => parts.includes(name))
  return {
    name: 'several kinds together',
    bound: 'several',
    text: (scale) =>
      some.map(({ text }, part) => text(scale / some.length).replaceAll(/\ba\b(?= =|$)/gm, `set-${part}`)).join('\n'),
  }
}
