import { resolve } from 'node:path'
import { diffPolicies, type PolicyDiff } from '@tidegate/analysis'
import type { OptionFlags } from '../../config/option-flags.ts'
import { readProject } from '../../config/read-config.ts'
import { renderPolicyDiff } from './render-policy-diff.ts'
import { CliError, exitCodes, type ExitCode, type Io } from '../../io.ts'
import { openPolicy } from '../../policies/open-policy.ts'
import { withPlugins } from '../../plugins/with-plugins.ts'
import { grouped } from '../../terminal/numbers.ts'
import { colors } from '../../terminal/colors.ts'
import { createProgress } from '../../terminal/progress.ts'
import { escapeTexts } from '../../output/escape-texts.ts'
import { jsonText } from '../../output/json-text.ts'

/** Flags of `tidegate diff`. */
export interface DiffFlags extends OptionFlags {
  readonly json?: boolean
  readonly budget?: string
}

/** Output of `diff --json`. Later versions only add to it; `schemas/diff.schema.json` describes it. */
export interface DiffReport extends PolicyDiff {
  readonly a: string
  readonly b: string
}

const maxBudget = 1_000_000_000

/** Compares two policies and prints what they decide differently. */
export async function diff(a: string, b: string, flags: DiffFlags, io: Io): Promise<ExitCode> {
  const budget = flags.budget === undefined ? undefined : Number(flags.budget)
  if (budget !== undefined && (!Number.isInteger(budget) || budget < 1 || budget > maxBudget)) {
    throw new CliError(
      `invalid \`--budget ${flags.budget}\``,
      `expected a whole number of steps from 1 to ${maxBudget}`,
    )
  }
  const { found: config, options } = await readProject(io.cwd, flags)
  const [first, second] = await withPlugins(config, async (plugins) => [
    await openPolicy(resolve(io.cwd, a), a, plugins, options, io),
    await openPolicy(resolve(io.cwd, b), b, plugins, options, io),
  ])
  const nowMs = io.nowMs()
  const progress = createProgress(io)
  const found = diffPolicies(first.plan.model, second.plan.model, {
    nowMs,
    progress: (steps) => progress.show(() => `${grouped(steps)} steps taken`),
    ...(budget !== undefined && { budget }),
  })
  progress.end()
  const report: DiffReport = { ...found, a, b }
  if (flags.json === true) io.raw(jsonText(report))
  else io.out(renderPolicyDiff(escapeTexts(report), colors(io.color), nowMs))
  return found.answer === 'equal' ? exitCodes.good : exitCodes.findings
}
