/** Maximum lengths of a name and of a label (RFC 1035 §2.3.4). */
const maxNameLength = 253
const maxLabelLength = 63

/**
 * Returns a host name in lower case, without a final dot; undefined if the text is not a host name. The content of a PTR record is chosen by
 * the owner of the address, so only names of letters, digits, hyphens and underscores, with two labels or more, are accepted.
 */
export function hostName(text: string): string | undefined {
  if (text.length > maxNameLength + 1) return undefined
  const name = text.toLowerCase().replace(/\.$/, '')
  const labels = name.split('.')
  if (name.length > maxNameLength || labels.length < 2) return undefined
  return labels.every((label) => label.length <= maxLabelLength && /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/.test(label))
    ? name
    : undefined
}

/** Whether a name is one of these domains or below one of them. Compares whole labels: `evilgooglebot.com` is not below `googlebot.com`. */
export function isBelow(name: string, domains: readonly string[]): boolean {
  return domains.some((domain) => name === domain || name.endsWith(`.${domain}`))
}
