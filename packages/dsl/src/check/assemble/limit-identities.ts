import { digest, digestLength } from '../digest.ts'
import type { KeyNames } from '@tidegate/model'
import type { CollapsedRule } from './collapse-rules.ts'
import { writeIdentity } from './write-rule.ts'

/**
 * Returns the identity under which the counts of each limit are stored: its name, else a digest of key, period, algorithm and
 * condition. Limits that agree in all of these differ in N; they are numbered by ascending N, so that each has its own counts.
 */
export function limitIdentities(rules: readonly CollapsedRule[], writer: KeyNames): ReadonlyMap<CollapsedRule, string> {
  const identities = new Map<CollapsedRule, string>()
  const unnamed = new Map<string, { readonly rule: CollapsedRule; readonly count: number }[]>()
  for (const rule of rules) {
    if (rule.draft.kind !== 'limit') continue
    if (rule.draft.name !== undefined) identities.set(rule, identityOfName(rule.draft.name.text))
    else {
      const text = writeIdentity(rule.draft, writer)
      const group = unnamed.get(text) ?? []
      unnamed.set(text, group)
      group.push({ rule, count: rule.draft.count })
    }
  }
  for (const [text, group] of unnamed) {
    group
      .toSorted((a, b) => a.count - b.count)
      .forEach(({ rule }, index) => identities.set(rule, digest(index === 0 ? text : `${text}\n${index + 1}`)))
  }
  return identities
}

const looksLikeDigest = new RegExp(`^[\\da-f]{${digestLength}}$`)

/** Returns the name, unless it looks like the digest of an unnamed limit: a name must never share another limit's counts. */
function identityOfName(name: string): string {
  return looksLikeDigest.test(name) ? digest(`as ${name}`) : name
}
