import type { PlacedToken } from '../sets/resolved.ts'
import { browserAgents } from './browser-agents.ts'
import type { Findable } from './findable.ts'

/** TG419: a token that occurs in the user agents of common browsers, so that the set matches ordinary users. */
export function findBrowserTokens({ checking }: Findable): void {
  const agents = browserAgents.map(({ browser, agent }) => ({ browser, agent: agent.toLowerCase() }))
  for (const { tokens } of checking.resolved.bots.values()) {
    for (const token of tokens) {
      const hit = agents.filter(({ agent }) => isFound(token, agent))
      const [first] = hit
      if (first === undefined) continue
      const others = hit.length === 1 ? '' : ` and ${hit.length - 1} other${hit.length === 2 ? '' : 's'}`
      checking.report.add(
        'TG419',
        token.span,
        `\`${token.text}\` also matches ordinary browsers: ${first.browser}${others}`,
        {
          help: token.word ? 'use a longer token' : 'use a longer token, or `word "…"` to match only whole words',
        },
      )
    }
  }
}

function isFound({ text, word }: PlacedToken, agent: string): boolean {
  const token = text.toLowerCase()
  for (let at = agent.indexOf(token); at >= 0; at = agent.indexOf(token, at + 1)) {
    const isWhole = !isLetterOrDigit(agent[at - 1]) && !isLetterOrDigit(agent[at + token.length])
    if (!word || isWhole) return true
  }
  return false
}

function isLetterOrDigit(character: string | undefined): boolean {
  return character !== undefined && /[a-z\d]/.test(character)
}
