/** Whether the name of a file in an `include` is a pattern. */
export function isFilePattern(file: string): boolean {
  return /[*?]/u.test(file)
}

/**
 * Whether the name of a file or folder matches one level of a pattern: `*` stands for any number of characters, `?` for one. Case matters. A name
 * that begins with a dot matches only a pattern that does, because editors and file managers keep files of their own under such names. The time is
 * at most the product of both lengths.
 */
export function matchesName(pattern: string, name: string): boolean {
  if (name.startsWith('.') && !pattern.startsWith('.')) return false
  let at = 0
  let of = 0
  let star = -1
  let resume = 0
  while (at < name.length) {
    const wanted = pattern[of]
    if (wanted === '*') {
      star = of++
      resume = at
    } else if (wanted === '?') {
      at += String.fromCodePoint(name.codePointAt(at) ?? 0).length
      of++
    } else if (wanted !== undefined && wanted === name[at]) {
      at++
      of++
    } else if (star === -1) return false
    else {
      // The star takes one character more.
      of = star + 1
      at = ++resume
    }
  }
  while (pattern[of] === '*') of++
  return of === pattern.length
}
