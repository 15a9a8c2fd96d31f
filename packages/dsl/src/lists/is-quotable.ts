const maxLength = 49

/**
 * Whether a text of a list file may be quoted in a message: it is meant as an address, prefix or range, even if it is not valid. A policy may name any
 * file in its folder, and people who only write policies must not learn what is in the others.
 */
export function isQuotable(text: string): boolean {
  return text.length <= maxLength && /^[\da-f.:/*[\]% -]+$/i.test(text) && /[.:]/.test(text)
}
