const digits = '0123456789'
const letters = 'abcdefghijklmnopqrstuvwxyz'
const named: Readonly<Record<string, string>> = {
  d: digits,
  w: `${digits}${letters}${letters.toUpperCase()}_`,
}

/** Returns the characters of `\d` and `\w`, and the character of an escaped punctuation mark; undefined for other escapes. */
export function charactersOfEscape(character: string): string | undefined {
  if (Object.hasOwn(named, character)) return named[character]
  return /[a-z0-9]/i.test(character) || character === '' ? undefined : character
}

/** Returns where the class ends that starts after the `[` before `at`: the index of its `]`; undefined if it is unclosed. */
export function endOfClass(text: string, at: number): number | undefined {
  let end = text[at] === '^' ? at + 1 : at
  if (text[end] === ']') end += 1
  for (; end < text.length; end += 1) {
    if (text[end] === ']') return end
    if (text[end] === '\\') end += 1
    else if (text.startsWith('[:', end) && text.includes(':]', end + 2)) end = text.indexOf(':]', end + 2) + 1
  }
  return undefined
}

/** Returns the characters of a class, given what is between its brackets; undefined if they cannot be listed. */
export function charactersOfClass(members: string): string | undefined {
  if (members.startsWith('^') || members.includes('[:')) return undefined
  let all = ''
  for (let at = 0; at < members.length; at += 1) {
    const isEscaped = members[at] === '\\'
    if (isEscaped) at += 1
    const first = isEscaped ? charactersOfEscape(members[at] ?? '') : members[at]
    if (first === undefined) return undefined
    const isRange = first.length === 1 && members[at + 1] === '-' && at + 2 < members.length
    if (!isRange) {
      all += first
      continue
    }
    const range = rangeOf(first, members[at + 2]!)
    if (range === undefined) return undefined
    all += range
    at += 2
  }
  return all
}

function rangeOf(first: string, last: string): string | undefined {
  const [from, to] = [first.charCodeAt(0), last.charCodeAt(0)]
  if (last === '\\' || to < from || to > 126) return undefined
  return Array.from({ length: to - from + 1 }, (_, index) => String.fromCharCode(from + index)).join('')
}
