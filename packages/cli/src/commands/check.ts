import { resolve } from 'node:path'
import { countDiagnostics, type Diagnostic, type Severity } from '@tidegate/dsl'
import { loadPolicy } from '@tidegate/engine/node'
import { exitCodes, type ExitCode, type Io } from '../io.ts'
import { readable } from '../readable.ts'
import { renderFinding } from '../report/render-finding.ts'
import { colors } from '../terminal/colors.ts'
import type { CheckFlags } from './check-options.ts'

/** What `check --json` prints: stable, additive. */
export interface CheckReport {
  readonly version: 1
  readonly files: readonly { readonly file: string; readonly diagnostics: readonly Diagnostic[] }[]
  readonly errors: number
  readonly warnings: number
  readonly advice: number
}

/** Checks each file on its own and prints what was found. */
export async function check(files: readonly string[], flags: CheckFlags, io: Io): Promise<ExitCode> {
  const results = []
  for (const file of files) {
    const path = resolve(io.cwd, file)
    await readable(path, file)
    results.push({ file, ...(await loadPolicy(path)) })
  }
  const all = results.flatMap(({ diagnostics }) => diagnostics)
  const count = (severity: Severity): number => all.filter((diagnostic) => diagnostic.severity === severity).length
  const report: CheckReport = {
    version: 1,
    files: results.map(({ file, diagnostics }) => ({ file, diagnostics })),
    errors: count('error'),
    warnings: count('warning'),
    advice: count('advice'),
  }

  if (flags.json === true) {
    io.out(`${JSON.stringify(report, undefined, 2)}\n`)
  } else {
    for (const { file, diagnostics, sources, model } of results) {
      for (const diagnostic of diagnostics) io.out(`${renderFinding(diagnostic, sources, io)}\n`)
      if (model !== undefined) {
        io.out(
          `${colors(io.color).good('good')} ${file}: ${model.rules.length === 1 ? '1 rule' : `${model.rules.length} rules`}, fingerprint ${model.fingerprint}\n`,
        )
      }
    }
    const counted = countDiagnostics(all)
    if (counted !== undefined) io.out(`${counted}\n`)
  }
  const findings = report.errors + (flags.strict === true ? report.warnings + report.advice : 0)
  return findings > 0 ? exitCodes.findings : exitCodes.good
}
