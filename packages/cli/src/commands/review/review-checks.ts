import type { Plugin } from '@tidegate/engine'
import type { Project } from '../../config/read-config.ts'
import type { Io } from '../../io.ts'
import { checkFile, type CheckedFile } from '../../policies/check-file.ts'
import { atMost, quoted, type ReviewRow } from './review-report.ts'

const maxFindings = 10

/** Checks each policy. Returns the rows, and whether all policies can be used. */
export async function reviewChecks(
  files: readonly string[],
  isStrict: boolean,
  { options }: Project,
  plugins: readonly Plugin[],
  { cwd }: Io,
): Promise<{ readonly rows: readonly ReviewRow[]; readonly isUsable: boolean }> {
  const checked: CheckedFile[] = []
  for (const file of files) checked.push(await checkFile(file, cwd, plugins, options))
  return {
    rows: checked.flatMap((each) => rowsOf(each, isStrict)),
    isUsable: checked.every(({ loaded }) => loaded.model !== undefined),
  }
}

function rowsOf({ file, diagnostics, loaded: { model } }: CheckedFile, isStrict: boolean): readonly ReviewRow[] {
  const findings = diagnostics.map(({ code, severity, place, message, help }): ReviewRow => ({
    part: 'check',
    state: severity === 'error' || isStrict ? 'bad' : 'note',
    result: `${severity} ${code} in ${quoted(`${place.file}:${place.line}:${place.column}`)}`,
    details: help === undefined ? message : `${message}; ${help}`,
  }))
  if (model === undefined || findings.length > 0) return atMost(findings, maxFindings, quoted(`tidegate check ${file}`))
  const rules = model.rules.length === 1 ? '1 rule' : `${model.rules.length} rules`
  return [{ part: 'check', state: 'good', result: `${quoted(file)} has no findings`, details: rules }]
}
