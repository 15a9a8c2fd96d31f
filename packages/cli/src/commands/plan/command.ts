import { resolve } from 'node:path'
import { policyFile } from '../../config/policy-files.ts'
import { readConfig } from '../../config/read-config.ts'
import { exitCodes, type ExitCode, type Io } from '../../io.ts'
import { openPolicy } from '../../policies/open-policy.ts'
import { describePlan, type PlanDescription } from './describe-plan.ts'
import { renderPlan } from './render-plan.ts'
import { withPlugins } from '../../plugins/with-plugins.ts'
import { colors } from '../../terminal/colors.ts'

/** Flags of `tidegate plan`. */
export interface PlanFlags {
  readonly json?: boolean
}

/** Output of `plan --json`. Later versions only add to it; `schemas/plan.schema.json` describes it. */
export interface PlanReport extends PlanDescription {
  readonly version: 1
  readonly file: string
}

/** Prints a description of what the engine will do. */
export async function plan(file: string | undefined, flags: PlanFlags, io: Io): Promise<ExitCode> {
  const found = await readConfig(io.cwd)
  const name = await policyFile(file, found, io.cwd)
  const opened = await withPlugins(found, (plugins) => openPolicy(resolve(io.cwd, name), name, plugins, io))
  const description = describePlan(opened.plan)
  const report: PlanReport = { version: 1, file: name, ...description }
  if (flags.json === true) io.out(`${JSON.stringify(report, undefined, 2)}\n`)
  else io.out(renderPlan(description, name, colors(io.color)))
  return exitCodes.good
}
