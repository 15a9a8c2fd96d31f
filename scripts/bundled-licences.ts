import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RolldownOutput } from 'rolldown'

/** The modules in the output of Rolldown, without those that its plugins made. */
export function modulesOf(output: RolldownOutput['output']): readonly string[] {
  return output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds.filter((id) => !id.startsWith('\0')) : []))
}

/**
 * Writes the licences of the packages among bundled modules to `THIRD-PARTY-LICENSES.txt` in a folder; nothing if there are none. Returns the
 * number of packages.
 */
export function writeLicences(folder: string, modules: readonly string[]): number {
  const found = modules.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(id)?.[0] ?? [])
  const packages = [...new Set(found)].toSorted()
  const notices = noticesOf(packages)
  const text = `${notices.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`
  if (packages.length > 0) writeFileSync(join(folder, 'THIRD-PARTY-LICENSES.txt'), text)
  return packages.length
}

/** The notices of packages in folders: a text that several of them have in common appears once, below the names of all of them. */
function noticesOf(folders: readonly string[]): readonly string[] {
  const named = Map.groupBy(folders, textOf)
  return [...named].map(([text, sharing]) => `${sharing.map(nameOf).join('\n')}\n\n${text}`)
}

function nameOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Readonly<
    Record<string, string>
  >
  return `${name} ${version} (${license})`
}

function textOf(folder: string): string {
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
  return file === undefined ? '' : readFileSync(join(folder, file), 'utf8').trim()
}
