import { isAbsolute, join, relative, sep } from 'node:path'
import { type AcceptedFinding, type ChosenFix, countDiagnostics, type Unsettled } from '@tidegate/dsl'
import type { Plugin } from '@tidegate/engine'
import type { WorstCost } from '@tidegate/engine/tools'
import type { Diagnostic, Severity, Source } from '@tidegate/model'
import { type CheckFormat, checkFormats, type DecisionOptions } from '@tidegate/node'
import type { OptionFlags } from '../../config/option-flags.ts'
import { type Project, readProject } from '../../config/read-config.ts'
import { CliError, type ExitCode, exitCodes, type Io } from '../../io.ts'
import type { Lockouts } from './lockouts/find-lockouts.ts'
import { withPlugins } from '../../plugins/with-plugins.ts'
import { acceptedAs, checkFile, type CheckedFile, renamed } from '../../policies/check-file.ts'
import { renderFinding } from '../../output/render-finding.ts'
import { type UnseenLimit, unseenHelp, unseenLimits, unseenText } from '../../policies/unseen-limits.ts'
import { colors } from '../../terminal/colors.ts'
import { createProgress } from '../../terminal/progress.ts'
import { version } from '../../version.ts'
import { escapeControls, explainIp, parseIp } from '@tidegate/values'

/** Flags of `tidegate check`. */
export interface CheckFlags extends OptionFlags {
  readonly json?: boolean
  readonly format?: CheckFormat
  readonly strict?: boolean
  readonly fix?: boolean
  readonly as?: string
  readonly cost?: boolean
}

/** Output of `check --json`. Later versions only add to it; `schemas/check.schema.json` describes it. */
export interface CheckReport {
  readonly version: 1
  readonly files: readonly {
    readonly file: string
    readonly diagnostics: readonly Diagnostic[]
    /** Findings that comments accept; absent if there are none. They are not counted. */
    readonly accepted?: readonly AcceptedFinding[]
    /** Fingerprint of the policy; absent if it has errors. */
    readonly fingerprint?: string
    /** Number of rules; absent if the policy has errors. */
    readonly rules?: number
    /** Findings that the budget did not suffice for; absent if there are none. */
    readonly unsettled?: readonly OpenFinding[]
  }[]
  readonly errors: number
  readonly warnings: number
  readonly advice: number
  /** Limits that `serve` in `tidegate.yaml` does not enforce; absent if there are none. */
  readonly unseen?: readonly UnseenLimit[]
  /** With `--fix`: the applied fixes. */
  readonly fixed?: readonly FixReport[]
  /** With `--as`: for each policy, the rules that refuse or admit the address. */
  readonly as?: readonly ({ readonly file: string } & Lockouts)[]
  /** With `--cost`: the maximum cost of a decision, for each policy without errors. */
  readonly cost?: readonly ({ readonly file: string } & WorstCost)[]
}

interface OpenFinding {
  readonly code: string
  readonly places: readonly { readonly file: string; readonly line: number; readonly column: number }[]
}

interface FixReport {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly code: string
  readonly title: string
}

/** Checks each file by itself and prints the findings. */
export async function check(files: readonly string[], flags: CheckFlags, io: Io): Promise<ExitCode> {
  const project = await readProject(io.cwd, flags)
  return withPlugins(project.found, (plugins) => checkWith(plugins, files, flags, project, io))
}

async function checkWith(
  plugins: readonly Plugin[],
  files: readonly string[],
  flags: CheckFlags,
  { found, options }: Project,
  io: Io,
): Promise<ExitCode> {
  const format = flags.json === true ? 'json' : readFormat(flags.format ?? found?.config.format ?? 'pretty')
  const strict = flags.strict ?? found?.config.strict ?? false
  const names = files.length > 0 ? files : await filesOfProject(found, io)
  const progress = createProgress(io)
  const checked: CheckedFile[] = []
  const fixes: ChosenFix[] = []
  for (const file of names) {
    if (io.signal.aborted) throw new CliError('interrupted')
    progress.show(() => `checking ${file} (${checked.length} of ${names.length})`)
    if (flags.fix === true) {
      const fixed = await (await import('./fixes/fix-policy.ts')).fixPolicy(file, io.cwd, plugins, options)
      checked.push(fixed.checked)
      fixes.push(...fixed.fixes)
    } else checked.push(await checkFile(file, io.cwd, plugins, options))
  }
  progress.end()
  const costed =
    flags.cost === true ? (await import('../../policies/with-costs.ts')).withCosts(checked, options) : undefined
  const results = costed?.files ?? checked
  const lockouts = flags.as === undefined ? undefined : await lockoutsOf(results, flags.as, io.nowMs())
  const unseen = results.flatMap(({ loaded: { model } }) =>
    model === undefined ? [] : unseenLimits(found?.config.serve, model),
  )
  const report = reportOf(results, unseen, flags.fix === true ? fixes : undefined, lockouts, costed?.costs)

  switch (format) {
    case 'json':
      io.raw((await import('../../output/json-text.ts')).jsonText(report))
      break
    case 'pretty':
      await printPretty(results, fixes, report, options, io)
      break
    case 'github':
      io.raw((await import('./render-github.ts')).renderGithub(inRepository(results, io).diagnostics))
      break
    case 'gitlab':
      io.raw((await import('./render-gitlab.ts')).renderGitlab(inRepository(results, io).diagnostics))
      break
    case 'sarif': {
      const { diagnostics, accepted, sources } = inRepository(results, io)
      io.raw((await import('./render-sarif.ts')).renderSarif(diagnostics, accepted, sources, version))
      break
    }
  }
  const findings = report.errors + (strict ? report.warnings + report.advice : 0)
  const isLockedOut = lockouts?.some(({ lockedOut }) => lockedOut) === true
  return findings > 0 || isLockedOut ? exitCodes.findings : exitCodes.good
}

async function filesOfProject(found: Project['found'], io: Io): Promise<readonly string[]> {
  const { policyFiles } = await import('../../config/policy-files.ts')
  return policyFiles([], found, io.cwd)
}

function readFormat(format: string): CheckFormat {
  const known = checkFormats.find((each) => each === format)
  if (known === undefined)
    throw new CliError(`unknown format \`${format}\``, `expected one of ${checkFormats.join(', ')}`)
  return known
}

/** Returns each finding once, although two policies may include the same file. */
function findingsOf<T>(items: readonly T[], diagnosticOf: (item: T) => Diagnostic): readonly T[] {
  const seen = new Map<string, T>()
  for (const item of items) {
    const { code, span, message } = diagnosticOf(item)
    const key = JSON.stringify([code, span, message])
    if (!seen.has(key)) seen.set(key, item)
  }
  return [...seen.values()]
}

interface Findings {
  readonly diagnostics: readonly Diagnostic[]
  readonly accepted: readonly AcceptedFinding[]
  readonly sources: readonly Source[]
}

/** Returns the findings. File names are relative to the root of the repository if the command runs in a folder of one. */
function inRepository(results: readonly CheckedFile[], { cwd, repository }: Io): Findings {
  const diagnostics = findingsOf(
    results.flatMap((result) => result.diagnostics),
    (diagnostic) => diagnostic,
  )
  const accepted = findingsOf(
    results.flatMap((result) => result.accepted),
    ({ diagnostic }) => diagnostic,
  )
  const sources = results.flatMap((result) => result.sources)
  const folder = repository === undefined ? '' : relative(repository, cwd)
  if (folder === '' || folder.startsWith('..') || isAbsolute(folder)) return { diagnostics, accepted, sources }
  const shown = (file: string): string => join(folder, file).split(sep).join('/')
  return {
    diagnostics: diagnostics.map((diagnostic) => renamed(diagnostic, shown)),
    accepted: accepted.map((each) => acceptedAs(each, shown)),
    sources: sources.map((source) => ({ ...source, file: shown(source.file) })),
  }
}

function reportOf(
  results: readonly CheckedFile[],
  unseen: readonly UnseenLimit[],
  fixes: readonly ChosenFix[] | undefined,
  lockouts: CheckReport['as'],
  costs: CheckReport['cost'],
): CheckReport {
  const all = results.flatMap(({ diagnostics }) => diagnostics)
  const count = (severity: Severity): number => all.filter((diagnostic) => diagnostic.severity === severity).length
  return {
    version: 1,
    files: results.map(({ file, diagnostics, accepted, loaded: { model, unsettled } }) => ({
      file,
      diagnostics,
      ...(accepted.length > 0 && { accepted }),
      ...(model !== undefined && { fingerprint: model.fingerprint, rules: model.rules.length }),
      ...(unsettled.length > 0 && { unsettled: unsettled.map(openFinding) }),
    })),
    errors: count('error'),
    warnings: count('warning'),
    advice: count('advice'),
    ...(unseen.length > 0 && { unseen }),
    ...(fixes !== undefined && {
      fixed: fixes.map(({ diagnostic: { code, place }, title }) => {
        return { file: place.file, line: place.line, column: place.column, code, title }
      }),
    }),
    ...(lockouts !== undefined && { as: lockouts }),
    ...(costs !== undefined && { cost: costs }),
  }
}

function openFinding({ code, places }: Unsettled): OpenFinding {
  return { code, places: places.map(({ file, line, column }) => ({ file, line, column })) }
}

async function lockoutsOf(
  results: readonly CheckedFile[],
  text: string,
  nowMs: number,
): Promise<readonly ({ readonly file: string } & Lockouts)[]> {
  const { findLockouts } = await import('./lockouts/find-lockouts.ts')
  const ip = parseIp(text)
  if (ip === undefined)
    throw new CliError(`\`--as ${text}\`: ${explainIp(text)}`, 'write an address, such as --as 203.0.113.9')
  return results.flatMap(({ file, loaded: { model } }) => {
    return model === undefined ? [] : [{ file, ...findLockouts(model, ip, nowMs) }]
  })
}

async function printPretty(
  results: readonly CheckedFile[],
  fixes: readonly ChosenFix[],
  { as: lockouts, cost: costs, unseen = [] }: CheckReport,
  { root }: DecisionOptions,
  io: Io,
): Promise<void> {
  const paint = colors(io.color)
  if (fixes.length > 0) {
    const { fixLine } = await import('./fixes/fix-policy.ts')
    for (const fix of fixes) io.out(`${paint.good('fixed')} ${escapeControls(fixLine(fix))}\n`)
  }
  for (const { file, diagnostics, sources, loaded } of results) {
    for (const diagnostic of diagnostics) io.out(`${renderFinding(diagnostic, sources, io)}\n`)
    const { model } = loaded
    if (model !== undefined) {
      const rules = model.rules.length === 1 ? '1 rule' : `${model.rules.length} rules`
      io.out(`${paint.good('good')} ${escapeControls(file)}: ${rules}, fingerprint ${model.fingerprint}\n`)
    }
  }
  for (const limit of unseen) io.out(`${paint.dim('note')} ${escapeControls(unseenText(limit))}\n`)
  if (unseen.length > 0) io.out(`     ${unseenHelp}\n`)
  const counted = countDiagnostics(results.flatMap(({ diagnostics }) => diagnostics))
  if (counted !== undefined) io.out(`${counted}\n`)
  const accepted = results.reduce((sum, result) => sum + result.accepted.length, 0)
  if (accepted > 0) io.out(`${accepted} ${accepted === 1 ? 'finding' : 'findings'} accepted by comments\n`)
  if (costs !== undefined) {
    const { renderCost } = await import('../../output/render-cost.ts')
    for (const { file, ...cost } of costs) io.out(`${escapeControls(file)}: ${renderCost(cost)}\n`)
  }
  if (lockouts === undefined) return
  const [{ renderLockouts }, { nameInRoot }] = await Promise.all([
    import('./render-lockouts.ts'),
    import('../../output/rule-place.ts'),
  ])
  for (const { file, ...found } of lockouts)
    io.out(`\n${renderLockouts(found, escapeControls(file), paint, escapeControls(nameInRoot(file, root, io.cwd)))}`)
}
