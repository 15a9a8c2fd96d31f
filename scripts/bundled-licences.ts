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
  const notices = packages.map(noticeOf)
  const text = `${notices.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`
  if (packages.length > 0) writeFileSync(join(folder, 'THIRD-PARTY-LICENSES.txt'), text)
  return packages.length
}

function noticeOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Readonly<
    Record<string, string>
  >
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
  const text = file === undefined ? '' : readFileSync(join(folder, file), 'utf8').trim()
  return `${name} ${version} (${license})\n\n${text}`
}
