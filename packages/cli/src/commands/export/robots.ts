import { basename, resolve } from 'node:path'
import type { OptionFlags } from '../../config/option-flags.ts'
import { readProject } from '../../config/read-config.ts'
import { exitCodes, type ExitCode, type Io } from '../../io.ts'
import { openPolicy } from '../../policies/open-policy.ts'
import { writeOutput } from '../../output/write-output.ts'
import { withPlugins } from '../../plugins/with-plugins.ts'
import { isGenericToken } from './agent-names.ts'
import { exportRobots } from './export-robots.ts'
import { escapeControls } from '@tidegate/values'
import { jsonText } from '../../output/json-text.ts'

/** Flags of `tidegate export robots`. */
export interface ExportRobotsFlags extends OptionFlags {
  readonly output?: string
  readonly comments?: boolean
  readonly json?: boolean
}

/** Output of `export robots --json`. Later versions only add to it; `schemas/export.schema.json` describes it. */
export interface ExportReport {
  readonly version: 1
  readonly kind: 'robots'
  readonly file: string
  /** The robots.txt. */
  readonly text: string
  readonly unsaid: readonly OmittedRule[]
  /** Tokens of bots that cannot be names in robots.txt. */
  readonly unnamed: readonly string[]
}

interface OmittedRule {
  readonly file: string
  readonly line: number
  readonly rule: string
  readonly reason: string
}

/** Writes the robots.txt of a policy, and lists on standard error what that file cannot express. */
export async function exportRobotsFile(file: string, flags: ExportRobotsFlags, io: Io): Promise<ExitCode> {
  const { found, options } = await readProject(io.cwd, flags)
  const { plan } = await withPlugins(found, (plugins) => openPolicy(resolve(io.cwd, file), file, plugins, options, io))
  const exported = exportRobots(plan.model)
  const omitted = exported.omitted
    .map(({ rule, reason }): OmittedRule => ({ file: rule.place.file, line: rule.place.line, rule: rule.text, reason }))
    .toSorted((one, other) => (one.file === other.file ? one.line - other.line : one.file < other.file ? -1 : 1))
  const notes = [
    ...omitted.map(({ file: in_, line, rule, reason }) => `${in_}:${line}: omitted \`${rule}\`: ${reason}`),
    ...exported.unnamed.map((token) => `${file}: omitted \`${token}\`: ${whyUnnamed(token)}`),
  ].map(escapeControls)
  const head = `# Written by \`tidegate export robots\` from ${escapeControls(basename(file))}.\n# The policy refuses these requests whether or not a bot reads this file.\n`
  const body = exported.text === '' ? 'User-agent: *\nDisallow:\n' : exported.text
  const comments = flags.comments === true && notes.length > 0 ? `\n${notes.map((note) => `# ${note}\n`).join('')}` : ''
  const text = `${head}\n${body}${comments}`
  if (flags.json === true) {
    const report: ExportReport = { version: 1, kind: 'robots', file, text, unsaid: omitted, unnamed: exported.unnamed }
    await writeOutput(jsonText(report), flags.output, io)
    return exitCodes.good
  }
  await writeOutput(text, flags.output, io)
  for (const note of notes) io.err(`${escapeControls(note)}\n`)
  return exitCodes.good
}

function whyUnnamed(token: string): string {
  return isGenericToken(token)
    ? 'it is in the names of many crawlers, and robots.txt compares whole names'
    : 'not a valid name in robots.txt'
}
