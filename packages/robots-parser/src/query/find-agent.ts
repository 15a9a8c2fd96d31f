import type { GroupIndex } from './find-groups.ts'

/**
 * Returns the longest group name that occurs as a whole word in a User-Agent header, ignoring case; `*` if there is none. A
 * server uses this to find a crawler's groups, since it receives headers and not product tokens. O(names × header).
 */
export function findAgent(index: GroupIndex, header: string): string {
  const folded = header.toLowerCase()
  let longest = ''
  for (const name of index.keys()) {
    if (name !== '*' && name.length > longest.length && hasWord(folded, name)) longest = name
  }
  return longest === '' ? '*' : longest
}

/** Whether the word occurs in the text without an adjacent letter or digit. Both in lower case. O(word × text). */
export function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!isWordCharacter(text.charCodeAt(at - 1)) && !isWordCharacter(text.charCodeAt(at + word.length))) return true
  }
  return false
}

function isWordCharacter(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a)
}
