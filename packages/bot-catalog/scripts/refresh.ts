import { readFileSync, writeFileSync } from 'node:fs'
import type { CatalogSource } from '../src/catalog-source.ts'
import type { BotEntry } from '../src/bot-entry.ts'
import { catalogEntries } from '../src/catalog-data.ts'
import { peopleAgents } from '../src/testing/people-agents.ts'
import type { AiNames } from './ai-names.ts'
import { figuresOf, figuresTable, withFigures } from './figures.ts'
import { makeCatalog, type SourceEntry } from './make-catalog.ts'

const namesFile = new URL('../sources/ai-robots.json', import.meta.url)

/*
 * Writes src/catalog-data.ts, LEFT-OUT.md and the figures in README.md from the installed version of crawler-user-agents and from
 * sources/ai-robots.json, and says what changed. To refresh: raise the version in package.json, install, and run `pnpm --filter
 * @tidegate/bot-catalog refresh [robots.json]` with the robots.json of ai.robots.txt if it is newer.
 */
const [newNames] = process.argv.slice(2)
if (newNames !== undefined) takeNames(newNames)
const folder = new URL('../node_modules/crawler-user-agents/', import.meta.url)
const listed = readJson('crawler-user-agents.json') as readonly SourceEntry[]
const { version, license } = readJson('package.json') as { readonly version: string; readonly license: string }
const source: CatalogSource = {
  name: 'crawler-user-agents',
  version,
  license,
  url: 'https://github.com/monperrus/crawler-user-agents',
}
const aiNames = JSON.parse(readFileSync(namesFile, 'utf8')) as AiNames
const { entries, leftOut } = makeCatalog(listed, peopleAgents, aiNames)

writeFileSync(new URL('../src/catalog-data.ts', import.meta.url), dataFile())
writeFileSync(new URL('../LEFT-OUT.md', import.meta.url), leftOutPage())
const readme = new URL('../README.md', import.meta.url)
writeFileSync(readme, withFigures(readFileSync(readme, 'utf8'), figuresTable(figuresOf({ entries }))))
process.stdout.write(`${entries.length} entries from ${listed.length} patterns; ${leftOut.length} left out\n`)
reportChanges()

/** Takes the names from the robots.json of ai.robots.txt: an object by name, with the purpose as `function`. */
function takeNames(path: string): void {
  const given = JSON.parse(readFileSync(path, 'utf8')) as Readonly<
    Record<string, string | { readonly function: string }>
  >
  const names = Object.entries(given).map(([name, purpose]) => [
    name,
    typeof purpose === 'string' ? purpose : purpose.function,
  ])
  writeFileSync(namesFile, `${JSON.stringify(Object.fromEntries(names), null, 2)}\n`)
}

function reportChanges(): void {
  const before = new Map(catalogEntries.map((entry) => [entry.token, row(entry)]))
  const after = new Map(entries.map((entry) => [entry.token, row(entry)]))
  for (const [token, text] of after) {
    if (before.get(token) === text) continue
    process.stdout.write(before.has(token) ? `changed ${before.get(token)}\n     to ${text}\n` : `added ${text}\n`)
  }
  for (const [token, text] of before) if (!after.has(token)) process.stdout.write(`removed ${text}\n`)
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(new URL(file, folder), 'utf8'))
}

function dataFile(): string {
  return `// Made by scripts/refresh.ts from ${source.name} ${source.version} and ai.robots.txt (both MIT, see NOTICE). Do not edit.
import type { CatalogSource } from './catalog-source.ts'
import type { BotEntry } from './bot-entry.ts'

/** Where most entries come from; the names of bots of language models also come from ai.robots.txt. */
export const catalogSource: CatalogSource = {
  name: ${quote(source.name)},
  version: ${quote(source.version)},
  license: ${quote(source.license)},
  url: ${quote(source.url)},
}

/** The entries, sorted by token. */
// oxfmt-ignore
export const catalogEntries: readonly BotEntry[] = [
${entries.map((entry) => `  ${row(entry)},\n`).join('')}]
`
}

function row({ token, word, categories, url }: BotEntry): string {
  const fields = [
    `token: ${quote(token)}`,
    ...(word === undefined ? [] : ['word: true']),
    `categories: [${categories.map(quote).join(', ')}]`,
    ...(url === undefined ? [] : [`url: ${quote(url)}`]),
  ]
  return `{ ${fields.join(', ')} }`
}

function quote(text: string): string {
  return `'${text.replaceAll(/['\\]/g, '\\$&')}'`
}

function leftOutPage(): string {
  const rows = leftOut.map(
    ({ pattern, reason }) => `| \`${pattern.replaceAll('|', '\\|')}\` | ${reason.replaceAll('|', '\\|')} |\n`,
  )
  return `# What is not in the catalogue

Patterns of ${source.name} ${source.version}, and names of ai.robots.txt, that have no place in it, and why. Made by \`scripts/refresh.ts\`.

| Pattern | Why |
|---|---|
${rows.join('')}`
}

// WHY: if the licence changes, it must be reviewed before the data are used.
if (license !== 'MIT' || !readFileSync(new URL('../NOTICE', import.meta.url), 'utf8').includes('MIT')) {
  process.stderr.write(`the licence of ${source.name} is ${license}: look at NOTICE\n`)
  process.exitCode = 1
}
