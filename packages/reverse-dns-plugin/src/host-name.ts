/** Longest name and label (RFC 1035 §2.3.4). */
const longestName = 253
const longestLabel = 63

/**
 * A host name in lower case, without a final dot; undefined for what is none. What stands in a PTR record was written by whoever has
 * the address: only names of letters, digits, hyphens and underscores, of two labels or more, are believed to be names at all.
 */
export function hostName(text: string): string | undefined {
  if (text.length > longestName + 1) return undefined
  const name = text.toLowerCase().replace(/\.$/, '')
  const labels = name.split('.')
  if (name.length > longestName || labels.length < 2) return undefined
  return labels.every((label) => label.length <= longestLabel && /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/.test(label))
    ? name
    : undefined
}

/** Whether a name is one of these domains or stands below one: whole labels, so that `evilgooglebot.com` is not in `googlebot.com`. */
export function isBelow(name: string, domains: readonly string[]): boolean {
  return domains.some((domain) => name === domain || name.endsWith(`.${domain}`))
}
