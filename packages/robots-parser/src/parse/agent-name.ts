/**
 * Returns the names in a `User-agent` value, in lower case: the leading product token, so that `FooBot/2.1 (beta)` is `foobot`.
 * `*`, alone or followed by a space, means every crawler. Digits and dots belong to the name (`AI2Bot` is not `AI`), whereas the
 * reference parser cuts the name there. `One, Two` contains two names. Empty if there is no name. O(n).
 */
export function agentNames(value: string): readonly string[] {
  if (/^[\w.-]*[\w-]$/.test(value)) return [value.toLowerCase()]
  if (/^\*(?:\s|$)/.test(value)) return ['*']
  const parts = value.split(',')
  const list = parts.length > 1 && parts.every((part) => /^\s*[\w.-]+(?:\/[\w.-]*)?\s*$/.test(part))
  const names = (list ? parts : [value]).map((part) => productToken(part.trim()))
  return [...new Set(names.filter((name) => name !== ''))]
}

/** Returns the key for a crawler's name: lower case, without its version. */
export function agentKey(agent: string): string {
  const slash = agent.indexOf('/')
  return (slash < 0 ? agent : agent.slice(0, slash)).trim().toLowerCase()
}

/** Whether the text is a product token of RFC 9309 §2.2.1: letters, `-` and `_` only, at least one. */
export function isProductToken(text: string): boolean {
  return /^[A-Za-z_-]+$/.test(text)
}

function productToken(value: string): string {
  return (/^[\w.-]*[\w-]/.exec(value)?.[0] ?? '').toLowerCase()
}
