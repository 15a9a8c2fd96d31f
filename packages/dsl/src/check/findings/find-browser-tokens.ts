import type { PlacedToken } from '../sets/resolved.ts'
import { browserAgents } from './browser-agents.ts'
import type { Findable } from './findable.ts'

type Text = Pick<PlacedToken, 'text' | 'word'>

const agents = browserAgents.map(({ browser, agent }) => ({ browser, agent: agent.toLowerCase() }))

// WHY: most tokens occur in none of the agents, and one search in all of them shows this.
const allAgents = agents.map(({ agent }) => agent).join('\n')

/**
 * TG419: a token that occurs in the user agents of browsers that people use, so that the set matches ordinary users. Agents that
 * the set excepts are not considered. O(tokens × length of all agents).
 */
export function findBrowserTokens({ checking }: Findable): void {
  for (const { tokens, except } of checking.resolved.bots.values()) {
    for (const token of tokens) {
      if (!allAgents.includes(token.text.toLowerCase())) continue
      const hit = agents.filter(({ agent }) => occurs(token, agent) && !except.some((other) => occurs(other, agent)))
      const [first] = hit
      if (first === undefined) continue
      const others = hit.length === 1 ? '' : ` and ${hit.length - 1} other${hit.length === 2 ? '' : 's'}`
      checking.report.add(
        'TG419',
        token.span,
        `\`${token.text}\` also matches ordinary browsers: ${first.browser}${others}`,
        {
          help: helpFor(
            token,
            hit.map(({ agent }) => agent),
          ),
        },
      )
    }
  }
}

/** Proposes words to except, if few of them cause all matches. */
function helpFor(token: Text, hit: readonly string[]): string {
  const wider = token.word ? 'use a longer token' : 'use a longer token, or `word "…"` to match only whole words'
  const words = new Set(hit.map((agent) => wordAround(token.text.toLowerCase(), agent)))
  const isUseful = words.size <= 3 && [...words].every((word) => word.length > token.text.length)
  return isUseful ? `${wider}; or except the others: \`except ${[...words].join(', ')}\`` : wider
}

/** Returns the letters and digits around the first occurrence of a token. */
function wordAround(token: string, agent: string): string {
  const at = agent.indexOf(token)
  const before = /[a-z\d]*$/.exec(agent.slice(0, at))?.[0] ?? ''
  const after = /^[a-z\d]*/.exec(agent.slice(at + token.length))?.[0] ?? ''
  return before + token + after
}

function occurs({ text, word }: Text, agent: string): boolean {
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
