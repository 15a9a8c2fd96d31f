import { resolve } from 'node:path'
import { applyEdits, chooseFixes, type ChosenFix } from '@tidegate/dsl'
import type { Plugin } from '@tidegate/engine'
import type { DecisionOptions } from '@tidegate/node'
import type { Diagnostic } from '@tidegate/model'
import { checkFile, type CheckedFile } from '../../../policies/check-file.ts'
import { replaceFiles } from '../../../output/replace-files.ts'

/** A policy after its fixes, and the fixes that were applied. */
export interface FixedPolicy {
  readonly checked: CheckedFile
  readonly fixes: readonly ChosenFix[]
}

/** Maximum number of checks in a row: some fixes are found only after others have been applied. */
const maxPasses = 10

/**
 * Applies the fixes of a policy and of the files that it includes, until none is left that can be applied. Each pass changes all files or
 * none. Throws `CliError` if a file cannot be written.
 */
export async function fixPolicy(
  file: string,
  cwd: string,
  plugins: readonly Plugin[],
  options: DecisionOptions,
): Promise<FixedPolicy> {
  const fixes: ChosenFix[] = []
  let checked = await checkFile(file, cwd, plugins, options)
  for (let pass = 0; pass < maxPasses; pass += 1) {
    const texts = new Map(
      checked.sources.filter(({ originalLines }) => originalLines === undefined).map(({ file, text }) => [file, text]),
    )
    // WHY: a corrected acceptance may accept what would otherwise be fixed.
    const ofAcceptances = checked.diagnostics.filter(({ code, fix }) => code === 'TG463' && fix !== undefined)
    const first = ofAcceptances.length > 0 ? ofAcceptances : checked.diagnostics
    const choice = chooseFixes(first, (name) => texts.has(name))
    if (choice.fixes.length === 0) break
    const replacements = [...choice.edits].map(([name, edits]) => {
      const before = texts.get(name)!
      return { path: resolve(cwd, name), shown: name, before, after: applyEdits(before, edits) }
    })
    if (replacements.every(({ before, after }) => before === after)) break
    await replaceFiles(replacements)
    fixes.push(...choice.fixes)
    checked = await checkFile(file, cwd, plugins, options)
  }
  return { checked, fixes }
}

/** Returns one line about a fix: its position and what it did. */
export function fixLine({ diagnostic, title }: { readonly diagnostic: Diagnostic; readonly title: string }): string {
  const { file, line, column } = diagnostic.place
  return `${file}:${line}:${column} ${title} (${diagnostic.code})`
}
