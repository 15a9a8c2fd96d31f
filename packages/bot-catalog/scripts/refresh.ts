import { readFileSync, writeFileSync } from 'node:fs'
import type { CatalogSource } from '../src/catalog-source.ts'
import type { BotEntry } from '../src/bot-entry.ts'
import { browserAgents } from '../src/testing/browser-agents.ts'
import { makeCatalog, type SourceEntry } from './make-catalog.ts'

/*
 * Writes src/catalog-data.ts and LEFT-OUT.md from the installed version of crawler-user-agents. To refresh: raise the version in
 * package.json, install, run `pnpm --filter @tidegate/bot-catalog refresh`, and read the difference.
 */
const folder = new URL('../node_modules/crawler-user-agents/', import.meta.url)
const listed = readJson('crawler-user-agents.json') as readonly SourceEntry[]
const { version, license } = readJson('package.json') as { readonly version: string; readonly license: string }
const source: CatalogSource = {
  name: 'crawler-user-agents',
  version,
  license,
  url: 'https://github.com/monperrus/crawler-user-agents',
}
const { entries, leftOut } = makeCatalog(listed, browserAgents)

writeFileSync(new URL('../src/catalog-data.ts', import.meta.url), dataFile())
writeFileSync(new URL('../LEFT-OUT.md', import.meta.url), leftOutPage())
process.stdout.write(`${entries.length} entries from ${listed.length} patterns; ${leftOut.length} left out\n`)

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(new URL(file, folder), 'utf8'))
}

function dataFile(): string {
  return `// Made by scripts/refresh.ts from ${source.name} ${source.version} (${source.license}, see NOTICE). Do not edit.
import type { CatalogSource } from './catalog-source.ts'
import type { BotEntry } from './bot-entry.ts'

/** Where the entries come from. */
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

Patterns of ${source.name} ${source.version} that have no place in it, and why. Made by \`scripts/refresh.ts\`.

| Pattern | Why |
|---|---|
${rows.join('')}`
}

// WHY: if the licence changes, it must be reviewed before the data are used.
if (license !== 'MIT' || !readFileSync(new URL('../NOTICE', import.meta.url), 'utf8').includes('MIT')) {
  process.stderr.write(`the licence of ${source.name} is ${license}: look at NOTICE\n`)
  process.exitCode = 1
}
