import type { BotEntry } from './bot-entry.ts'

/** Returns whether the entry's token occurs in a lower-case User-Agent. O(agent × token). */
export function hasToken(folded: string, { token, word }: Pick<BotEntry, 'token' | 'word'>): boolean {
  for (let at = folded.indexOf(token); at >= 0; at = folded.indexOf(token, at + 1)) {
    if (word === undefined || !/[a-z0-9]/.test(`${folded[at - 1] ?? ' '}${folded[at + token.length] ?? ' '}`))
      return true
  }
  return false
}
