import { readFileSync, writeFileSync } from 'node:fs'
import { browserAgents } from '../src/testing/browser-agents.ts'
import { peopleAgents } from '../src/testing/people-agents.ts'
import { choosePeople, wordsOfPeople } from './choose-people.ts'
import { peopleSources } from './people-sources.ts'

/*
 * Writes src/testing/people-agents.txt and the words of people's User-Agents for @tidegate/robots-parser. To refresh: unpack newer
 * versions of the packages in people-sources.ts anywhere, and run `pnpm --filter @tidegate/bot-catalog refresh:people FILE…`. What is
 * already in the file stays, so that one source can be refreshed without the others. Says what changed.
 */
const files = process.argv.slice(2)
const known = new Set(peopleAgents)
const read = files.map((file) => {
  const source = peopleSources.find(({ isFile }) => isFile(file))
  if (source === undefined) throw new TypeError(`${file} is not a file of a known source: see people-sources.ts`)
  return { source, agents: source.read(readFileSync(file, 'utf8')) }
})
const own = new Set(browserAgents)
const chosen = choosePeople([...known, ...read.flatMap(({ agents }) => agents)]).filter((agent) => !own.has(agent))
const text = `# User-Agents that people's browsers, apps and devices send. Made by scripts/refresh-people.ts; for tests, not published. From:
${peopleSources.map(({ name, license }) => `# - ${name}: ${license}\n`).join('')}# See NOTICE. Lines that contain no new sequence of words are left out.
${chosen.map((agent) => `${agent}\n`).join('')}`
writeFileSync(new URL('../src/testing/people-agents.txt', import.meta.url), text)
const words = wordsOfPeople([...browserAgents, ...chosen])
writeFileSync(new URL('../../robots-parser/src/parse/people-words.ts', import.meta.url), wordsFile(words))
const added = chosen.filter((agent) => !known.has(agent)).length
for (const { source, agents } of read) process.stdout.write(`${source.name}: ${agents.length} read\n`)
process.stdout.write(`${chosen.length} User-Agents (${added} new), ${words.length} words\n`)

function wordsFile(all: readonly string[]): string {
  const lines: string[] = []
  let line = ''
  for (const word of all) {
    if (line.length + word.length > 110) {
      lines.push(line)
      line = ''
    }
    line += `${word} `
  }
  lines.push(line.trimEnd())
  return `// Made by packages/bot-catalog/scripts/refresh-people.ts from the User-Agents of people's browsers, apps and devices. Do not edit.

/** The words in the User-Agents that people's browsers, apps and devices send; separated by spaces, in lower case. */
// oxfmt-ignore
export const peopleWords: string =
${lines.map((each) => `  '${each}'`).join(' +\n')}
`
}
