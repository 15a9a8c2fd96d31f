import { resolve } from 'node:path'
import type { DecisionOptions } from '@tidegate/node'
import { policyFile } from '../../config/policy-files.ts'
import type { OptionFlags } from '../../config/option-flags.ts'
import { readProject } from '../../config/read-config.ts'
import { exitCodes, type ExitCode, type Io } from '../../io.ts'
import { openPolicy } from '../../policies/open-policy.ts'
import { describePlan, type PlanDescription } from './describe-plan.ts'
import { renderPlan } from './render-plan.ts'
import { withPlugins } from '../../plugins/with-plugins.ts'
import { colors } from '../../terminal/colors.ts'
import { jsonText } from '../../output/json-text.ts'
import { escapeControls } from '@tidegate/values'
import { escapeTexts } from '../../output/escape-texts.ts'

/** Flags of `tidegate plan`. */
export interface PlanFlags extends OptionFlags {
  readonly json?: boolean
}

/** Output of `plan --json`. Later versions only add to it; `schemas/plan.schema.json` describes it. */
export interface PlanReport extends PlanDescription {
  readonly version: 1
  readonly file: string
  /** Options of the server that differ from the defaults. */
  readonly options?: DecisionOptions
}

/** Prints a description of what the engine will do. */
export async function plan(file: string | undefined, flags: PlanFlags, io: Io): Promise<ExitCode> {
  const { found, options } = await readProject(io.cwd, flags)
  const name = await policyFile(file, found, io.cwd)
  const opened = await withPlugins(found, (plugins) => openPolicy(resolve(io.cwd, name), name, plugins, options, io))
  const description = describePlan(opened.plan)
  const set = Object.keys(options).length === 0 ? undefined : options
  const report: PlanReport = { version: 1, file: name, ...description, ...(set !== undefined && { options: set }) }
  if (flags.json === true) io.raw(jsonText(report))
  else
    io.out(
      renderPlan(escapeTexts(description), escapeControls(name), colors(io.color), {
        options: escapeTexts(options),
        cwd: io.cwd,
      }),
    )
  return exitCodes.good
}
