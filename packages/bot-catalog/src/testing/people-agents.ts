import { readFileSync } from 'node:fs'
import { browserAgents } from './browser-agents.ts'

/**
 * User-Agents that people's browsers, apps, telephones, televisions, consoles, readers and cars send: those in `browser-agents.ts`,
 * and those in `people-agents.txt`, which names its sources.
 */
export const peopleAgents: readonly string[] = [
  ...browserAgents,
  ...readFileSync(new URL('people-agents.txt', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#')),
]

/** All of them in lower case, one per line. */
export const peopleText: string = peopleAgents.join('\n').toLowerCase()
