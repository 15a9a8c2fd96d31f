import type { KeyPart, Model, Rule } from '@tidegate/model'

/**
 * Returns the rules whose results cannot be known if these parts of requests are hidden (JSON Pointers of a decision log). Tests for presence are not
 * affected, and neither are limits that count per hidden value, because equal values have equal hashes; networks of addresses are, unless a limit counts
 * per address as it does by default.
 */
export function unjudgedRules(model: Model, masked: readonly string[]): ReadonlySet<number> {
  const hidden = new Set(masked.map((pointer) => unescaped(pointer)))
  const found = new Set<number>()
  if (hidden.size === 0) return found
  for (const [index, rule] of model.rules.entries()) {
    if (
      readsHidden(model, [rule.guards, 'condition' in rule ? rule.condition : undefined], hidden) ||
      countsHidden(rule, hidden)
    )
      found.add(index)
  }
  return found
}

/** Whether a limit counts per network of hidden addresses: other lengths than those of a whole client cannot be grouped. */
function countsHidden(rule: Rule, hidden: ReadonlySet<string>): boolean {
  if (rule.kind !== 'limit' || !hidden.has('/input/client_ip')) return false
  return rule.key.some((part: KeyPart) => part.kind === 'ip' && !(part.v4 === 32 && part.v6 === 64))
}

/** Whether a test within this tree compares a hidden value. */
function readsHidden(model: Model, tree: unknown, hidden: ReadonlySet<string>): boolean {
  if (typeof tree !== 'object' || tree === null || ArrayBuffer.isView(tree)) return false
  if (Array.isArray(tree)) return tree.some((each) => readsHidden(model, each, hidden))
  const node = tree as Readonly<Record<string, unknown>>
  switch (node['kind']) {
    case 'present':
    case 'not-empty':
      return false
    case 'ip-in-fact':
    case 'bot-impersonates':
    case 'ip':
      if (hidden.has('/input/client_ip')) return true
      break
    case 'peer':
      if (hidden.has('/input/peer')) return true
      break
    case 'user':
      if (hidden.has('/input/user')) return true
      break
    case 'query':
    case 'target':
      if (hidden.has('/input/target')) return true
      break
    case 'cookie':
      if (hidden.has('/input/headers/cookie')) return true
      break
    case 'header':
      if (hidden.has(`/input/headers/${String(node['name'])}`)) return true
      break
    case 'agent':
      if (hidden.has('/input/headers/user-agent')) return true
      break
  }
  const { fact } = node
  if (typeof fact === 'number' && hidden.has(`/input/facts/${model.facts[fact]?.name}`)) return true
  return Object.values(node).some((value) => readsHidden(model, value, hidden))
}

function unescaped(pointer: string): string {
  return pointer.replaceAll('~1', '/').replaceAll('~0', '~')
}
