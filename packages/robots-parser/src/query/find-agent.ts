import { agentToken, isWordOfBots } from '../parse/agent-token.ts'
import type { RobotsGroup } from '../parse/robots-data.ts'

/** The names of agents by what a server looks for in User-Agents; see `agentToken`. */
export type TokenIndex = ReadonlyMap<string, string>

/** Returns the tokens of all agents except `*` and those whose name is a word of all kinds of bots. O(User-agent lines). */
export function indexTokens(groups: readonly RobotsGroup[]): TokenIndex {
  const tokens = new Map<string, string>()
  for (const { agents } of groups) {
    for (const agent of agents) {
      if (agent.name === '*' || isWordOfBots(agent)) continue
      tokens.set(agentToken(agent), agent.name)
    }
  }
  return tokens
}

/**
 * Returns the name of the agent with the longest token that occurs as a whole word in a User-Agent header, ignoring case; `*` if
 * there is none. A server uses this to find a crawler's groups, since it receives headers and not product tokens. O(names × header).
 */
export function findAgent(tokens: TokenIndex, header: string): string {
  const folded = header.toLowerCase()
  let longest = ''
  for (const token of tokens.keys()) {
    if (token.length > longest.length && hasWord(folded, token)) longest = token
  }
  return tokens.get(longest) ?? '*'
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
