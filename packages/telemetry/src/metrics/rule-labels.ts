import type { RuleRef } from '@tidegate/engine'

/** Longer names are cut in labels. */
const maxLength = 200

/**
 * The labels of a rule: its name, or its file and line. What is not the whole name of the rule has an `id` as well, the beginning of the rule's digest.
 *
 * WHY: after an edit another rule may be on the same line. With the `id` its series is another one, and no counter seems to be reset or to jump.
 */
export function ruleLabels(
  { name, file, line, id }: RuleRef,
  label: 'rule' | 'limit',
): Readonly<Record<string, string>> {
  if (name !== undefined && name.length <= maxLength && name.isWellFormed()) return { [label]: name }
  return { [label]: cut(name ?? `${file}:${line}`), id: id.slice(0, 12) }
}

/** The labels of all rules that have no series of their own. */
export function otherRules(label: 'rule' | 'limit'): Readonly<Record<string, string>> {
  return { [label]: 'others', id: 'others' }
}

function cut(text: string): string {
  return text.length <= maxLength ? text : `${text.slice(0, maxLength).toWellFormed()}…`
}
