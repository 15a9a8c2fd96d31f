import { resolve } from 'node:path'
import { diffPolicies, looseningOf } from '@tidegate/analysis'
import type { Plan, Plugin } from '@tidegate/engine'
import type { OptionFlags } from '../../config/option-flags.ts'
import { type Project, readProject } from '../../config/read-config.ts'
import type { DiffReport } from './diff-report.ts'
import { failsOn, readBudget, readFailOn } from './fail-on.ts'
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
  readonly git?: string
  readonly failOn?: string
  readonly markdown?: boolean
  readonly json?: boolean
  readonly budget?: string
}

/** Compares two policies, or one with what it was at a revision, and prints what they decide differently. */
export async function diff(
  first: string | undefined,
  second: string | undefined,
  flags: DiffFlags,
  io: Io,
): Promise<ExitCode> {
  const budget = readBudget(flags.budget)
  const failOn = readFailOn(flags.failOn ?? 'any')
  if (flags.json === true && flags.markdown === true)
    throw new CliError('`--json` and `--markdown` cannot be combined', 'leave out one of them')
  const project = await readProject(io.cwd, flags)
  const [a, b] = await withPlugins(project.found, (plugins) =>
    flags.git === undefined
      ? bothPolicies(first, second, project, plugins, io)
      : policyAndItsPast(first, second, flags.git, project, plugins, io),
  )
  const nowMs = io.nowMs()
  const progress = createProgress(io)
  const found = diffPolicies(a.plan.model, b.plan.model, {
    nowMs,
    progress: (steps) => progress.show(() => `${grouped(steps)} steps taken`),
    ...(budget !== undefined && { budget }),
  })
  progress.end()
  const loosening = looseningOf(found)
  const report: DiffReport = { ...found, a: a.shown, b: b.shown, looser: loosening !== undefined }
  if (flags.json === true) io.raw(jsonText(report))
  else if (flags.markdown === true)
    io.raw((await import('./render-diff-markdown.ts')).renderDiffMarkdown(report, loosening, nowMs))
  else {
    io.out(renderPolicyDiff(escapeTexts(report), colors(io.color), nowMs))
    if (failOn === 'looser')
      io.out(
        loosening === undefined
          ? 'not looser: nothing passes that was refused before\n'
          : 'may be looser: see what is let in, limited differently or not settled\n',
      )
  }
  return failsOn(failOn, found) ? exitCodes.findings : exitCodes.good
}

interface Compared {
  readonly shown: string
  readonly plan: Plan
}

async function bothPolicies(
  a: string | undefined,
  b: string | undefined,
  { options }: Project,
  plugins: readonly Plugin[],
  io: Io,
): Promise<readonly [Compared, Compared]> {
  if (a === undefined || b === undefined)
    throw new CliError(
      `missing required argument \`${a === undefined ? 'a' : 'b'}\``,
      'name two policies, or a revision of one: tidegate diff --git main site.policy',
    )
  return [
    { shown: a, plan: (await openPolicy(resolve(io.cwd, a), a, plugins, options, io)).plan },
    { shown: b, plan: (await openPolicy(resolve(io.cwd, b), b, plugins, options, io)).plan },
  ]
}

async function policyAndItsPast(
  named: string | undefined,
  other: string | undefined,
  git: string,
  project: Project,
  plugins: readonly Plugin[],
  io: Io,
): Promise<readonly [Compared, Compared]> {
  if (other !== undefined)
    throw new CliError('`--git` compares one policy with its earlier version', 'leave out the second file')
  const [{ policyFile }, { oldPolicyOf, openNamedRevision }] = await Promise.all([
    import('../../config/policy-files.ts'),
    import('./compare-with-revision.ts'),
  ])
  const file = await policyFile(named, project.found, io.cwd)
  const opened = openNamedRevision(git, io.cwd)
  const { plan } = await openPolicy(resolve(io.cwd, file), file, plugins, project.options, io)
  const old = await oldPolicyOf(opened, file, project, plugins, io)
  if (old !== undefined) return [old, { shown: file, plan }]
  const name = opened.revision.name
  throw new CliError(
    `\`${opened.was ?? file}\` did not exist at \`${name}\``,
    `if it had another name, write it after a colon: --git ${name}:old/site.policy`,
  )
}
