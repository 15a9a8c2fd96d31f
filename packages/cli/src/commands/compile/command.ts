import { resolve } from 'node:path'
import { readPlan, writePlan } from '@tidegate/engine'
import { policyFile } from '../../config/policy-files.ts'
import type { OptionFlags } from '../../config/option-flags.ts'
import { readProject } from '../../config/read-config.ts'
import { CliError, exitCodes, type ExitCode, type Io } from '../../io.ts'
import { openPolicy } from '../../policies/open-policy.ts'
import { writeOutput } from '../../output/write-output.ts'
import { withPlugins } from '../../plugins/with-plugins.ts'
import { colors } from '../../terminal/colors.ts'
import { jsonText, escapeJson } from '../../output/json-text.ts'
import { escapeControls } from '@tidegate/values'

/** Flags of `tidegate compile`. */
export interface CompileFlags extends OptionFlags {
  readonly output: string
  readonly json?: boolean
}

/** Output of `compile --json`. Later versions only add to it; `schemas/compile.schema.json` describes it. */
export interface CompileReport {
  readonly version: 1
  readonly file: string
  readonly output: string
  readonly fingerprint: string
  readonly rules: number
  readonly bytes: number
}

/** Compiles a policy, checks that its plan can be read back, and writes the plan completely or not at all. */
export async function compile(file: string | undefined, flags: CompileFlags, io: Io): Promise<ExitCode> {
  const { found, options } = await readProject(io.cwd, flags)
  const name = await policyFile(file, found, io.cwd)
  const { plan } = await withPlugins(found, (plugins) => openPolicy(resolve(io.cwd, name), name, plugins, options, io))
  const text = writePlan(plan)
  const back = readPlan(text)
  if (back.kind === 'fault') throw new Error(`the plan that was written cannot be read: ${back.fault}`)
  const { output } = flags
  if (output === '-') {
    if (flags.json === true)
      throw new CliError(
        '`-o -` and `--json` both write to standard output',
        'write the plan to a file, or leave out --json',
      )
    io.raw(`${escapeJson(text)}\n`)
    return exitCodes.good
  }
  // WHY: a server may be reading the old plan, so it is replaced by renaming.
  await writeOutput(`${text}\n`, output, io)
  const bytes = Buffer.byteLength(text) + 1
  const { fingerprint, rules } = plan.model
  const report: CompileReport = {
    version: 1,
    file: name,
    output,
    fingerprint,
    rules: rules.length,
    bytes,
  }
  if (flags.json === true) io.raw(jsonText(report))
  else
    io.out(
      `${colors(io.color).good('compiled')} ${escapeControls(name)} to ${escapeControls(output)}: ${bytes} bytes, fingerprint ${fingerprint}\n`,
    )
  return exitCodes.good
}
