/**
 * Writes the API reference, `docs/api`, from the declarations that are published: a page for each package, with every export of every entry
 * point. Exit code 1 if an export has no documentation comment.
 *
 *     pnpm api [--check]
 *
 * `--check`: writes nothing; exit code 1 also if a page is not current.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundleDeclarations } from './bundle-declarations.ts'
import { type PublicPackage, publicPackages, root } from './public-packages.ts'
import { type Exported, readExports } from './read-exports.ts'

const isCheck = process.argv.includes('--check')
const folder = join(root, 'docs/api')
const pages = new Map<string, string>()

for (const each of publicPackages()) pages.set(fileOf(each), await pageOf(each))
pages.set('README.md', indexOf(publicPackages()))

mkdirSync(folder, { recursive: true })
for (const [file, text] of pages) {
  const path = join(folder, file)
  if (existsSync(path) && readFileSync(path, 'utf8') === text) continue
  if (isCheck) complain(`docs/api/${file} is not current: run \`pnpm api\``)
  else writeFileSync(path, text)
}
for (const file of readdirSync(folder).filter((each) => !pages.has(each))) {
  if (isCheck) complain(`docs/api/${file} is of no package: run \`pnpm api\``)
  else rmSync(join(folder, file))
}

async function pageOf(each: PublicPackage): Promise<string> {
  const { name, description = '' } = each.manifest
  const sections: string[] = []
  for (const [entry, file] of entriesOf(each)) {
    const exports = await exportsOf(each, file)
    for (const { name: exported, documentation, from } of exports) {
      if (documentation === '' && from === undefined) complain(`${entry}: \`${exported}\` has no documentation comment`)
    }
    sections.push(`## \`${entry}\`\n\n${exports.map(sectionOf).join('\n')}`)
  }
  return `# API of ${name}

${description}. Written by \`pnpm api\` from the declarations; [what the package is for](../../${each.folder}/README.md).

${sections.join('\n')}`
}

function sectionOf({ name, documentation, declarations, from }: Exported): string {
  if (from !== undefined) return `### \`${name}\`\n\nOf [${from}](${fileOfName(from)}).\n`
  const [text, example] = documentation.split(/^@example$/m)
  const parts = [
    textOf(text ?? ''),
    ...(example === undefined ? [] : [`\`\`\`typescript\n${example.trim()}\n\`\`\``]),
    `\`\`\`typescript\n${declarations.join('\n')}\n\`\`\``,
  ]
  return `### \`${name}\`\n\n${parts.filter((part) => part !== '').join('\n\n')}\n`
}

/** The text of a comment as Markdown: what looks like a tag of HTML is text. */
function textOf(documentation: string): string {
  return documentation.trim().replaceAll(/<(?=[a-z/])/gi, '&lt;')
}

/** The exports of a package's file, without what other packages declare. */
async function exportsOf(each: PublicPackage, file: string): Promise<readonly Exported[]> {
  const { dependencies, peerDependencies, devDependencies } = each.manifest
  const others = Object.keys({ ...dependencies, ...peerDependencies, ...devDependencies })
  const isImported = (id: string): boolean => others.some((other) => id === other || id.startsWith(`${other}/`))
  const packageFolder = join(root, each.folder)
  const [output] = await bundleDeclarations(packageFolder, { entry: join(packageFolder, file) }, isImported)
  return readExports(output.type === 'chunk' ? output.code : '')
}

/** The entry points of a package as programs import them, with their sources. `main` of the command is a program. */
function entriesOf({ manifest }: PublicPackage): readonly (readonly [entry: string, file: string])[] {
  return Object.entries(manifest.exports ?? {}).flatMap(([entry, target]) => {
    if (typeof target === 'string' || entry === './main') return []
    return [[`${manifest.name}${entry.slice(1)}`, target['@tidegate/source'] ?? ''] as const]
  })
}

function indexOf(packages: readonly PublicPackage[]): string {
  const rows = packages.map((each) => `| [${each.manifest.name}](${fileOf(each)}) | ${each.manifest.description} |`)
  return `# API reference

Every export of every package, as declared. [Which package do I need?](../packages.md) What is promised of them is on the page about
[versions](../versions.md): entry points named \`testing\` and \`tools\` may change in every release.

| Package | |
|---|---|
${rows.join('\n')}
`
}

function fileOf({ manifest }: PublicPackage): string {
  return fileOfName(manifest.name)
}

/** The page of a package, or of one of its entry points: `@tidegate/engine/http` is on `engine.md`. */
function fileOfName(name: string): string {
  return `${name.replace('@tidegate/', '').split('/')[0]}.md`
}

function complain(sentence: string): void {
  console.log(sentence)
  process.exitCode = 1
}
