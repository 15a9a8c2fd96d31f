import { digest, digestLength } from '../digest.ts'
import type { KeyNames } from '@tidegate/model'
import type { CollapsedRule } from './collapse-rules.ts'
import { writeIdentity } from './write-rule.ts'

/**
 * What each limit's counts are kept under: its name, else a digest of key, period, algorithm and condition. Limits that agree
 * in all that differ in N; they are numbered from the smallest, so that each has counts of its own.
 */
export function limitIdentities(rules: readonly CollapsedRule[], writer: KeyNames): ReadonlyMap<CollapsedRule, string> {
  const identities = new Map<CollapsedRule, string>()
  const unnamed = new Map<string, { readonly rule: CollapsedRule; readonly count: number }[]>()
  for (const rule of rules) {
    if (rule.draft.kind !== 'limit') continue
    if (rule.draft.name !== undefined) identities.set(rule, identityOfName(rule.draft.name.text))
    else {
      const text = writeIdentity(rule.draft, writer)
      const alike = unnamed.get(text) ?? []
      unnamed.set(text, alike)
      alike.push({ rule, count: rule.draft.count })
    }
  }
  for (const [text, alike] of unnamed) {
    alike
      .toSorted((a, b) => a.count - b.count)
      .forEach(({ rule }, index) => identities.set(rule, digest(index === 0 ? text : `${text}\n${index + 1}`)))
  }
  return identities
}

const looksLikeDigest = new RegExp(`^[\\da-f]{${digestLength}}$`)

/** The name, unless it looks like the digest of an unnamed limit: nobody may choose to share another limit's counts. */
function identityOfName(name: string): string {
  return looksLikeDigest.test(name) ? digest(`as ${name}`) : name
}
